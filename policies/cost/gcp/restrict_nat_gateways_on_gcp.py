"""One gateway carries a region: each more is paid for by the hour, and hides who went out."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import NAT

MOST = Setting(
    name="most-gateways",
    says="the most gateways of a region",
    default=1,
    schema={"type": "integer", "minimum": 1},
)


def check(stack: Stack, nat: Resource) -> Iterator[str]:
    """Find gateways of a region that has too many."""
    region = nat.get("region")
    beside = [other for other in stack.of_type(NAT) if other.get("region") == region]
    if len(beside) > nat.said(MOST):
        yield f"region {region} has {len(beside)} gateways; allowed: at most {nat.said(MOST)}"


RULE = StackRule(
    name="restrict-nat-gateways-on-gcp",
    promise="No region of Google Cloud has more gateways of Cloud NAT than are asked for.",
    severity=Severity.LOW,
    remedy="let the subnets of a region go out by one RouterNat, or raise the rule's most-gateways",
    references=("FinOps Framework: Usage Optimization",),
    types=(NAT,),
    reads=(NAT,),
    settings=(MOST,),
    check=check,
)
