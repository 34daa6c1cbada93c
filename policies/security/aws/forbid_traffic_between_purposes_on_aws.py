"""Machines that train and machines that serve have security groups of their own, and neither lets the other in.

Whose a group is tells the launch template, or the machine, that has it and says its purpose by a tag.
"""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.groups_of_aws import (
    INWARDS,
    MACHINES,
    key_of_peers,
    lets_in,
    names_of_group,
    peers_of,
    purposes_of_groups,
    purposes_of_ranges,
    rules_in,
)
from policies.judge.purposes import are_apart
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import EGRESS, SUBNET
from policies.judge.unknown import each


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Find rules that let those in who have another purpose; a group may have its rules in it."""
    names = names_of_group(accused)
    own = purposes_of_groups(stack, names)
    if not own:
        return
    if lets_in(accused):
        yield from each(rules_in(accused), lambda rule: _inwards(stack, names, own, rule))
    else:
        yield from _by_groups(stack, names, own, accused)


def _inwards(stack: Stack, names: set[str], own: set[str], rule: Resource) -> Iterator[str]:
    yield from _by_groups(stack, names, own, rule)
    for addresses, others in purposes_of_ranges(stack, rule):
        if are_apart(own, others):
            yield f"{addresses.way} has machines for {_said(others)} in it, and the group is of {_said(own)}"


def _by_groups(stack: Stack, names: set[str], own: set[str], rule: Resource) -> Iterator[str]:
    others = purposes_of_groups(stack, peers_of(rule, names))
    if are_apart(own, others):
        place = rule.place("self" if rule.get("self") else key_of_peers(rule))
        yield f"{place} joins machines for {_said(own)} with machines for {_said(others)}"


def _said(purposes: set[str]) -> str:
    return " and ".join(sorted(purposes))


RULE = StackRule(
    name="forbid-traffic-between-purposes-on-aws",
    promise="At AWS no machine that trains is reached by one that serves, nor the other way round.",
    severity=Severity.CRITICAL,
    remedy="give each purpose a security group of its own, and name no group of the other in its rules",
    references=("NIST SP 800-53 AC-4", "NIST SP 800-53 SC-7(21)", "PCI DSS 1.3.1", "SOC 2 CC6.6"),
    types=(*INWARDS, EGRESS),
    reads=(*MACHINES, SUBNET),
    check=check,
)
