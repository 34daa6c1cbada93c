"""An update takes few machines at a time, so that work finds room on the others."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import at_most
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import NODE_GROUP

MOST = Setting(
    name="most-percent",
    says="how many of a group's machines an update may take at a time, in percent",
    default=33,
    schema={"type": "integer", "minimum": 1, "maximum": 100},
)
MOST_MACHINES = Setting(
    name="most-machines",
    says="how many machines of a group an update may take at a time",
    default=5,
    schema={"type": "integer", "minimum": 1},
)


def check(group: Resource) -> Iterator[str]:
    """Find groups whose updates take many machines at once; EKS takes one where nothing is said."""
    for key, most in (("maxUnavailablePercentage", MOST), ("maxUnavailable", MOST_MACHINES)):
        if group.part("updateConfig").get(key) is not None:
            yield from at_most(f"updateConfig.{key}", most)(group)


RULE = ResourceRule(
    name="restrict-updates-of-machines-on-aws",
    promise="Updates of node groups of EKS take few machines at a time.",
    severity=Severity.MEDIUM,
    remedy="set updateConfig.maxUnavailable to 1",
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2"),
    types=(NODE_GROUP,),
    settings=(MOST, MOST_MACHINES),
    check=check,
)
