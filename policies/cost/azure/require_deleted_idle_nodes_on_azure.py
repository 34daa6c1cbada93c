"""A machine of Azure that is given up is gone: one that is only stopped goes on paying for its disk."""

from pulumi_policy import Severity

from policies.judge.asking import differs, wherever
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER, POOL, POOLS

# Absent is Delete.

RULE = ResourceRule(
    name="require-deleted-idle-nodes-on-azure",
    promise="Every agent pool of Azure deletes the machines that it gives up.",
    severity=Severity.LOW,
    remedy="leave scaleDownMode and scaleSetEvictionPolicy away, or set them to Delete",
    references=("Azure Well-Architected CO:07", "Azure Well-Architected CO:12"),
    types=(POOL, CLUSTER),
    check=wherever(
        POOLS,
        differs("scaleDownMode", "Deallocate"),
        differs("scaleSetEvictionPolicy", "Deallocate"),
    ),
)
