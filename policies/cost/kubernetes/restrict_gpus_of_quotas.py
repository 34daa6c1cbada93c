"""No namespace may take more GPUs than the team wants to pay for at once."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.most_gpus import MOST, no_more_than
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import GPU, RESOURCE_QUOTA


def check(quota: Resource) -> Iterator[str]:
    """Find quotas above the ceiling."""
    hard = quota.part("spec").part("hard")
    for key in (f"requests.{GPU}", f"limits.{GPU}"):
        if hard.get(key) is not None:
            yield from no_more_than(hard, key)


RULE = ResourceRule(
    name="restrict-gpus-of-quotas",
    promise="No namespace takes more GPUs than the team's ceiling.",
    severity=Severity.HIGH,
    remedy="lower the pools of the plan, or raise the rule's most-gpus",
    references=("NIST SP 800-53 SC-6", "FinOps Framework: Budgeting", "SOC 2 A1.1"),
    types=(RESOURCE_QUOTA,),
    settings=(MOST,),
    check=check,
)
