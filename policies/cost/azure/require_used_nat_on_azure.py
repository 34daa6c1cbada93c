"""A NAT gateway of Azure serves a subnet: one that serves none is paid by the hour all the same."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import NAT, SUBNET


def check(stack: Stack, gateway: Resource) -> Iterator[str]:
    """Find gateways that no subnet uses."""
    if not stack.about(gateway, SUBNET, "natGateway"):
        yield f"no {SUBNET} names it"


RULE = StackRule(
    name="require-used-nat-on-azure",
    promise="No NAT gateway of Azure is idle.",
    severity=Severity.LOW,
    remedy="name it in natGateway of a subnet, or take it away",
    references=("FinOps Framework: Usage Optimization", "Azure Well-Architected CO:07"),
    types=(NAT,),
    reads=(SUBNET,),
    check=check,
)
