"""A subnet needs one NAT gateway, and pays by the hour for each."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.properties_of_aws import named
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import NAT_GATEWAY


def check(stack: Stack, gateway: Resource) -> Iterator[str]:
    """Find gateways that stand beside another one."""
    for other in stack.of_type(NAT_GATEWAY):
        if other.urn > gateway.urn and named(other, "subnetId").intersection(named(gateway, "subnetId")):
            yield f"{other.where} stands in its subnet too; allowed: one NAT gateway a subnet"


RULE = StackRule(
    name="forbid-several-nat-gateways-on-aws",
    promise="No subnet of AWS has more NAT gateways than one.",
    severity=Severity.LOW,
    remedy="let the routes lead to one NAT gateway for each zone",
    references=("AWS Well-Architected COST08-BP02",),
    types=(NAT_GATEWAY,),
    reads=(NAT_GATEWAY,),
    check=check,
)
