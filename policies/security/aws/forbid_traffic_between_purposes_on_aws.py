"""Machines that train and machines that serve have security groups of their own, and neither lets the other in.

Whose a group is tells the launch template, or the machine, that has it and says its purpose by a tag.
"""

from collections.abc import Collection, Iterator

from pulumi_policy import Severity

from policies.judge.groups_of_aws import MACHINES, purposes_of_groups
from policies.judge.properties_of_aws import ranges
from policies.judge.purposes import PURPOSES, are_apart, names_at, own_names
from policies.judge.ranges import meet
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.serving import PURPOSE
from policies.judge.types_of_aws import (
    EGRESS,
    INGRESS,
    NODE_GROUP,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
    SUBNET,
)
from policies.judge.unknown import each

PEERS = {INGRESS: "referencedSecurityGroupId", EGRESS: "referencedSecurityGroupId"}
RANGES = ("cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks")


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Find rules that let those in who have another purpose; a group may have its rules in it."""
    if accused.type == SECURITY_GROUP:
        own, origins = (
            purposes_of_groups(stack, own_names(accused)),
            set(accused.refers_to.get("ingress", ())),
        )
        yield from each(
            accused.parts("ingress"), lambda rule: _inwards(stack, own, rule, "securityGroups", origins)
        )
        return
    own = purposes_of_groups(stack, names_at(accused, "securityGroupId"))
    peers = PEERS.get(accused.type, "sourceSecurityGroupId")
    is_inwards = accused.type == INGRESS or accused.get("type") == "ingress"
    yield from (_inwards if is_inwards else _by_groups)(stack, own, accused, peers)


def _inwards(
    stack: Stack, own: set[str], rule: Resource, peers: str, origins: Collection[str] = ()
) -> Iterator[str]:
    yield from _by_groups(stack, own, rule, peers, origins)
    for addresses in ranges(rule, *RANGES) if own else ():
        others = _purposes_in(stack, addresses)
        if are_apart(own, others):
            yield f"{addresses.way} has machines for {_said(others)} in it, and the group is of {_said(own)}"


def _by_groups(
    stack: Stack, own: set[str], rule: Resource, peers: str, origins: Collection[str] = ()
) -> Iterator[str]:
    others = purposes_of_groups(stack, names_at(rule, peers).union(origins)) if own else set()
    if are_apart(own, others):
        yield f"{rule.place(peers)} joins machines for {_said(own)} with machines for {_said(others)}"


def _purposes_in(stack: Stack, addresses: Resource) -> set[str]:
    """Return what the machines are for whose subnets lie in a range, whole or in part."""
    subnets = [
        subnet.urn
        for subnet in stack.of_type(SUBNET)
        for key in ("cidrBlock", "ipv6CidrBlock")
        for own in ranges(subnet, key)
        if meet(own.value, addresses.value)
    ]
    return {
        str(group.part("tags").get(PURPOSE))
        for group in stack.of_type(NODE_GROUP)
        if group.part("tags").get(PURPOSE) in PURPOSES
        and not names_at(group, "subnetIds").isdisjoint(subnets)
    }


def _said(purposes: set[str]) -> str:
    return " and ".join(sorted(purposes))


RULE = StackRule(
    name="forbid-traffic-between-purposes-on-aws",
    promise="At AWS no machine that trains is reached by one that serves, nor the other way round.",
    severity=Severity.CRITICAL,
    remedy="give each purpose a security group of its own, and name no group of the other in its rules",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 SC-7(21)", "PCI DSS 1.3.1", "SOC 2 CC6.6"),
    types=(INGRESS, EGRESS, SECURITY_GROUP_RULE, SECURITY_GROUP),
    reads=(*MACHINES, SUBNET),
    check=check,
)
