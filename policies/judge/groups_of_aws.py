"""What the machines of a security group of AWS are for, and who comes into it, in each form in which its rules stand.

What they are for launch templates, machines and node groups say by a tag.
"""

from collections.abc import Iterator, Sequence

from policies.judge.properties_of_aws import ranges
from policies.judge.purposes import PURPOSES, named_by, names_at, own_names
from policies.judge.ranges import meet
from policies.judge.resource import Resource, Stack
from policies.judge.serving import PURPOSE
from policies.judge.types_of_aws import (
    EGRESS,
    INGRESS,
    INSTANCE,
    LAUNCH_TEMPLATE,
    NODE_GROUP,
    SECURITY_GROUP,
    SECURITY_GROUP_RULE,
    SUBNET,
)
from policies.judge.unknown import NotKnownYetError

MACHINES = (LAUNCH_TEMPLATE, INSTANCE, NODE_GROUP)
INWARDS = (INGRESS, SECURITY_GROUP_RULE, SECURITY_GROUP)
"""What may let somebody in: rules that stand for themselves, and groups that have rules in them."""
PEERS = {
    INGRESS: "referencedSecurityGroupId",
    EGRESS: "referencedSecurityGroupId",
    SECURITY_GROUP: "securityGroups",
}
RANGES = ("cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks")


def lets_in(accused: Resource) -> bool:
    """Tell whether a rule, or a group with rules in it, is about who comes in."""
    return accused.type in (INGRESS, SECURITY_GROUP) or accused.get("type") == "ingress"


def names_of_group(accused: Resource) -> set[str]:
    """Return the names of a group, or of the one whose rule this is. Raises NotKnownYetError."""
    return own_names(accused) if accused.type == SECURITY_GROUP else names_at(accused, "securityGroupId")


def rules_in(accused: Resource) -> Sequence[Resource]:
    """Return the rules of a group that stand in it, or the one that stands for itself. Raises NotKnownYetError."""
    return accused.parts("ingress") if accused.type == SECURITY_GROUP else (accused,)


def key_of_peers(rule: Resource) -> str:
    """Return the property by which a rule names other groups."""
    return PEERS.get(rule.type, "sourceSecurityGroupId")


def peers_of(rule: Resource, own: set[str]) -> set[str]:
    """Return the names of the groups that a rule is about; `own` are those of its group. Raises NotKnownYetError."""
    found = names_at(rule, key_of_peers(rule))
    if rule.type == SECURITY_GROUP:
        found |= set(rule.refers_to.get("ingress", ()))
    return found | own if rule.get("self") else found


def purposes_of_ranges(stack: Stack, rule: Resource) -> Iterator[tuple[Resource, set[str]]]:
    """Yield the ranges of a rule with what the machines are for whose subnets lie in them, whole or in part."""
    for addresses in ranges(rule, *RANGES):
        subnets = {
            name
            for subnet in stack.of_type(SUBNET)
            for own in ranges(subnet, "cidrBlock", "ipv6CidrBlock")
            if meet(own.value, addresses.value)
            for name in own_names(subnet)
        }
        yield addresses, _purposes_in(stack, subnets)


def purposes_of_groups(stack: Stack, groups: set[str]) -> set[str]:
    """Return what the machines of these groups are for; they are given by names and URNs."""
    return {purpose for machines, purpose in _machines(stack) if not groups.isdisjoint(_groups_of(machines))}


def _groups_of(machines: Resource) -> set[str]:
    """Return the groups that machines are in, as a whole or by an interface of theirs. Raises NotKnownYetError."""
    found = names_at(machines, "vpcSecurityGroupIds")
    origins = machines.refers_to.get("networkInterfaces", ())
    try:
        for interface in machines.parts("networkInterfaces"):
            found |= names_at(interface, "securityGroups")
    except NotKnownYetError:
        if not origins:
            raise
    return found.union(origins)


def _machines(stack: Stack) -> Iterator[tuple[Resource, str]]:
    """Yield templates and machines with what they are for; a node group tells it of its template too."""
    for one in stack.of_type(*MACHINES):
        if (purpose := one.part("tags").get(PURPOSE)) in PURPOSES:
            is_group = one.type == NODE_GROUP
            made = named_by(stack, one, "launchTemplate.id", LAUNCH_TEMPLATE) if is_group else (one,)
            yield from ((machines, purpose) for machines in made)


def _purposes_in(stack: Stack, subnets: set[str]) -> set[str]:
    return {
        str(group.part("tags").get(PURPOSE))
        for group in stack.of_type(NODE_GROUP)
        if group.part("tags").get(PURPOSE) in PURPOSES
        and not names_at(group, "subnetIds").isdisjoint(subnets)
    }
