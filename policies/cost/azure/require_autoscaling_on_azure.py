"""A pool of machines of Azure shrinks when there is no work."""

from pulumi_policy import Severity

from policies.judge.asking import is_true, wherever
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER, POOL, POOLS

RULE = ResourceRule(
    name="require-autoscaling-on-azure",
    promise="Every agent pool of Azure grows and shrinks with the work.",
    severity=Severity.MEDIUM,
    remedy="set enableAutoScaling to true, with minCount and maxCount",
    references=("FinOps Framework: Usage Optimization", "Azure Well-Architected CO:12"),
    types=(POOL, CLUSTER),
    check=wherever(POOLS, is_true("enableAutoScaling")),
)
