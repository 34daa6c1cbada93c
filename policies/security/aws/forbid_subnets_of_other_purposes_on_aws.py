"""Machines that train and machines that serve share no subnet: rules by address, routes and ACLs are a subnet's.

Whose a subnet is tells its own tag, and each node group or machine in it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from pulumi_policy import Severity

from policies.judge.purposes import PURPOSES, are_apart, named_by
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.serving import PURPOSE
from policies.judge.subnets_of_aws import KEYS, Subnets, made_subnets, subnets_of
from policies.judge.types_of_aws import LAUNCH_TEMPLATE, SCALING_GROUP, SUBNET
from policies.judge.unknown import each, together

TEMPLATES = (
    "launchTemplate.id",
    "mixedInstancesPolicy.launchTemplate.launchTemplateSpecification.launchTemplateId",
)
"""Where a group that scales names its template: that of one kind of machine, and that of several or of spot ones."""


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Find the first of those who say another purpose of a subnet in which machines are that say their own."""
    if own := _purposes(stack, accused):
        made = made_subnets(stack)
        told = together(_by_tags, _by_neighbours)(
            _Asked(stack, accused, own, made, subnets_of(made, accused))
        )
        yield from islice(told, 1)


@dataclass(frozen=True)
class _Asked:
    """The stack, the machines, what they are for, the subnets of the stack, and those in which the machines are."""

    stack: Stack
    accused: Resource
    own: set[str]
    made: Mapping[str, set[str]]
    subnets: Subnets


def _by_tags(asked: _Asked) -> Iterator[str]:
    made = [subnet for subnet in asked.stack.of_type(SUBNET) if subnet.urn in asked.subnets.names]
    found = [*each(made, lambda subnet: _said(asked, subnet, _tagged(subnet)))]
    if len(found) < len(asked.subnets.names):  # where all of them are another's, so are those that are meant
        asked.subnets.require_certain()
    yield from found


def _by_neighbours(asked: _Asked) -> Iterator[str]:
    yield from each(asked.stack.of_type(*KEYS), lambda other: _beside(asked, other))


def _beside(asked: _Asked, other: Resource) -> Iterator[str]:
    others = _purposes(asked.stack, other)
    if not are_apart(asked.own, others):
        return
    subnets = subnets_of(asked.made, other)
    if not subnets.names.isdisjoint(asked.subnets.names):
        subnets.require_certain()
        asked.subnets.require_certain()
        yield from _said(asked, other, others)


def _said(asked: _Asked, other: Resource, others: set[str]) -> Iterator[str]:
    if are_apart(asked.own, others):
        what = "has" if other.type == SUBNET else "has the subnet of"
        told = f'"{other.name}", which is for {min(others)}, and its machines are for {min(asked.own)}'
        yield f"{KEYS[asked.accused.type]} {what} {told}"


def _purposes(stack: Stack, machines: Resource) -> set[str]:
    """Return what machines are for; a group that scales has a list of tags, or says it by its template."""
    if machines.type == LAUNCH_TEMPLATE:
        return _of_template(machines)
    if machines.type != SCALING_GROUP:
        return _tagged(machines)
    told = {tag.get("value") for tag in machines.parts("tags") if tag.get("key") == PURPOSE} & {*PURPOSES}
    templates = (each for way in TEMPLATES for each in named_by(stack, machines, way, LAUNCH_TEMPLATE))
    return told or set().union(*map(_of_template, templates))


def _of_template(template: Resource) -> set[str]:
    """Return what a template's own tags say, or those that it gives to what is made by it."""
    return _tagged(template) or set().union(*map(_tagged, template.parts("tagSpecifications")))


def _tagged(one: Resource) -> set[str]:
    return {one.part("tags").get(PURPOSE)} & {*PURPOSES}


RULE = StackRule(
    name="forbid-subnets-of-other-purposes-on-aws",
    promise="At AWS no machine that trains is in a subnet with one that serves.",
    severity=Severity.HIGH,
    remedy="give each purpose subnets of its own, and name none of the other's for its node groups",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 SC-7(21)", "PCI DSS 1.3.1", "SOC 2 CC6.6"),
    types=tuple(KEYS),
    reads=(SUBNET,),
    check=check,
)
