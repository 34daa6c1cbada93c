"""In production, what serves has two workers at least: one that is replaced leaves the other."""

from pulumi_policy import Severity

from policies.judge.asking import at_least, in_production, only_where
from policies.judge.ray_clusters import every_worker_group
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import RAY_SERVICE

LEAST = Setting(
    name="fewest-workers",
    says="the fewest workers of each group that serves",
    default=2,
    schema={"type": "integer", "minimum": 1},
)

RULE = ResourceRule(
    name="require-several-replicas-of-serving",
    promise="In production, serving goes on without any one of its workers.",
    severity=Severity.HIGH,
    remedy="set minReplicas of the worker group to 2 or more (the count of the pool in the plan)",
    references=("NIST SP 800-53 CP-10", "NIST SP 800-53 SC-5", "SOC 2 A1.2", "HIPAA 164.308(a)(7)(i)"),
    types=(RAY_SERVICE,),
    settings=(LEAST,),
    check=only_where(
        in_production("metadata.labels"), every_worker_group(at_least("minReplicas", LEAST, "workers"))
    ),
)
