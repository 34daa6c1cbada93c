"""What the machines of a security group of AWS are for, as launch templates, machines and node groups say by a tag."""

from collections.abc import Iterator

from policies.judge.purposes import PURPOSES, named_by, names_at
from policies.judge.resource import Resource, Stack
from policies.judge.serving import PURPOSE
from policies.judge.types_of_aws import INSTANCE, LAUNCH_TEMPLATE, NODE_GROUP
from policies.judge.unknown import NotKnownYetError

MACHINES = (LAUNCH_TEMPLATE, INSTANCE, NODE_GROUP)


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
