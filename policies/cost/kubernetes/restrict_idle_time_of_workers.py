"""A machine that does nothing goes back soon: each idle hour of one with GPUs costs as much as one at work."""

from pulumi_policy import Severity

from policies.judge.asking import at_most, every, has, only_where
from policies.judge.ray_clusters import every_ray_cluster
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import RAY_KINDS

LONGEST = Setting(
    name="longest-seconds",
    says="how long a worker may be idle before it goes, in seconds",
    default=1800,
    schema={"type": "integer", "minimum": 0},
)

RULE = ResourceRule(
    name="restrict-idle-time-of-workers",
    promise="An idle worker goes back within half an hour.",
    severity=Severity.MEDIUM,
    remedy="set idleTimeoutSeconds of autoscalerOptions, and none that is longer in a group",
    references=("FinOps Framework: Usage Optimization", "Ray documentation: KubeRay autoscaling"),
    types=RAY_KINDS,
    settings=(LONGEST,),
    check=every_ray_cluster(
        only_where(
            has("enableInTreeAutoscaling", True),
            at_most("autoscalerOptions.idleTimeoutSeconds", LONGEST, "s"),
            every(
                "workerGroupSpecs",
                only_where(
                    lambda group: group.get("idleTimeoutSeconds") is not None,
                    at_most("idleTimeoutSeconds", LONGEST, "s"),
                ),
            ),
        )
    ),
)
