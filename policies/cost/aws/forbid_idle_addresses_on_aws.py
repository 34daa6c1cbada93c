"""A public address is paid for whether something uses it or not."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import ADDRESS, NAT_GATEWAY

USERS = {
    NAT_GATEWAY: "allocationId",
    "aws:ec2/eipAssociation:EipAssociation": "allocationId",
    "aws:lb/loadBalancer:LoadBalancer": "subnetMappings",
}
"""Type -> the property that takes an address."""


def check(stack: Stack, address: Resource) -> Iterator[str]:
    """Find addresses that no resource of the stack uses."""
    if address.get("instance") or address.get("networkInterface"):
        return
    if not any(stack.about(address, token, key) for token, key in USERS.items()):
        yield f"nothing uses it; allowed: an address of one of {', '.join(USERS)}"


RULE = StackRule(
    name="forbid-idle-addresses-on-aws",
    promise="Every public address of AWS is in use.",
    severity=Severity.LOW,
    remedy="use the address, or take it away",
    references=("AWS Well-Architected COST04-BP03",),
    types=(ADDRESS,),
    reads=tuple(USERS),
    check=check,
)
