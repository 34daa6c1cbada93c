"""Machines that train and machines that serve share no subnet: rules by address, routes and ACLs are a subnet's.

Whose a subnet is tells its own tag, and each node group or machine in it.
"""

from collections.abc import Iterator
from itertools import islice

from pulumi_policy import Severity

from policies.judge.purposes import PURPOSES, are_apart, named_by, names_at
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.serving import PURPOSE
from policies.judge.types_of_aws import INSTANCE, NODE_GROUP, SUBNET
from policies.judge.unknown import each, together

SUBNETS_OF = {NODE_GROUP: "subnetIds", INSTANCE: "subnetId"}
"""What is in subnets -> the property that names them."""


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Find the first of those who say another purpose of a subnet in which machines are that say their own."""
    if own := _purpose(accused):
        told = together(_by_tags, _by_neighbours)((stack, accused, own))
        yield from islice(told, 1)


Asked = tuple[Stack, Resource, set[str]]
"""The stack, the machines, and what they are for."""


def _by_tags(asked: Asked) -> Iterator[str]:
    stack, accused, own = asked
    subnets = named_by(stack, accused, SUBNETS_OF[accused.type], SUBNET)
    yield from each(subnets, lambda subnet: _said(accused, own, subnet))


def _by_neighbours(asked: Asked) -> Iterator[str]:
    stack, accused, own = asked
    names = names_at(accused, SUBNETS_OF[accused.type])
    yield from each(stack.of_type(*SUBNETS_OF), lambda other: _beside(accused, own, names, other))


def _beside(accused: Resource, own: set[str], names: set[str], other: Resource) -> Iterator[str]:
    if are_apart(own, _purpose(other)) and not names.isdisjoint(names_at(other, SUBNETS_OF[other.type])):
        yield from _said(accused, own, other)


def _said(accused: Resource, own: set[str], other: Resource) -> Iterator[str]:
    if are_apart(own, others := _purpose(other)):
        what = "has" if other.type == SUBNET else "has the subnet of"
        place = SUBNETS_OF[accused.type]
        yield f'{place} {what} "{other.name}", which is for {min(others)}, and its machines are for {min(own)}'


def _purpose(one: Resource) -> set[str]:
    return {one.part("tags").get(PURPOSE)} & {*PURPOSES}


RULE = StackRule(
    name="forbid-subnets-of-other-purposes-on-aws",
    promise="At AWS no machine that trains is in a subnet with one that serves.",
    severity=Severity.HIGH,
    remedy="give each purpose subnets of its own, and name none of the other's for its node groups",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 SC-7(21)", "PCI DSS 1.3.1", "SOC 2 CC6.6"),
    types=tuple(SUBNETS_OF),
    reads=(SUBNET,),
    check=check,
)
