"""Ray's second autoscaler counts what each node does: the first one ends nodes that only look idle."""

from pulumi_policy import Severity

from policies.judge.asking import equals, has, only_where
from policies.judge.ray_clusters import every_ray_cluster
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_KINDS

RULE = ResourceRule(
    name="require-second-autoscaler",
    promise="What grows and shrinks does so by Ray's second autoscaler.",
    severity=Severity.MEDIUM,
    remedy='set autoscalerOptions.version to "v2"',
    references=("Ray documentation: KubeRay autoscaling", "NIST SP 800-53 CP-10", "SOC 2 A1.1"),
    types=RAY_KINDS,
    check=every_ray_cluster(
        only_where(has("enableInTreeAutoscaling", True), equals("autoscalerOptions.version", "v2"))
    ),
)
