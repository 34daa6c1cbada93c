"""A group of workers grows to a number that somebody chose; unsaid, KubeRay lets it grow to two thousand million."""

from pulumi_policy import Severity

from policies.judge.asking import at_most
from policies.judge.ray_clusters import every_worker_group
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import RAY_KINDS

MOST = Setting(
    name="most-workers",
    says="the most workers of one group",
    default=100,
    schema={"type": "integer", "minimum": 1},
)

RULE = ResourceRule(
    name="restrict-worker-groups",
    promise="No group of workers grows beyond the team's ceiling.",
    severity=Severity.HIGH,
    remedy="set maxReplicas of the group (the upper end of the pool's count in the plan)",
    references=("NIST SP 800-53 SC-6", "FinOps Framework: Budgeting", "KubeRay documentation: RayCluster"),
    types=RAY_KINDS,
    settings=(MOST,),
    check=every_worker_group(at_most("maxReplicas", MOST, "workers")),
)
