"""A group of machines has a ceiling: a mistake in a program does not become a bill."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import at_most
from policies.judge.properties_of_aws import has_gpus
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import NODE_GROUP

MOST = Setting(
    name="most",
    says="how many machines a group may have",
    default=50,
    schema={"type": "integer", "minimum": 1},
)
MOST_GPU = Setting(
    name="most-gpu",
    says="how many machines with GPUs a group may have",
    default=16,
    schema={"type": "integer", "minimum": 0},
)


def check(group: Resource) -> Iterator[str]:
    """Find groups that may grow beyond their ceiling."""
    most = MOST_GPU if has_gpus(group) else MOST
    yield from at_most("scalingConfig.maxSize", most, "machines")(group)


RULE = ResourceRule(
    name="restrict-pool-sizes-on-aws",
    promise="No node group of EKS may grow beyond its ceiling.",
    severity=Severity.MEDIUM,
    remedy="lower scalingConfig.maxSize, or raise the rule's most or most-gpu",
    references=("AWS Well-Architected COST02-BP05", "NIST SP 800-53 SC-6"),
    types=(NODE_GROUP,),
    settings=(MOST, MOST_GPU),
    check=check,
)
