"""In which subnets machines of AWS are: by ids where these are known, else by where the ids come from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from policies.judge.purposes import own_names
from policies.judge.resource import Resource, Stack
from policies.judge.types_of_aws import INSTANCE, LAUNCH_TEMPLATE, NODE_GROUP, SCALING_GROUP, SUBNET
from policies.judge.unknown import NotKnownYetError

KEYS = {
    NODE_GROUP: "subnetIds",
    INSTANCE: "subnetId",
    LAUNCH_TEMPLATE: "networkInterfaces",
    SCALING_GROUP: "vpcZoneIdentifiers",
}
"""What is in subnets -> the property that names them; of a template each interface does."""


@dataclass(frozen=True, kw_only=True)
class Subnets:
    """The URNs of subnets of the stack, and ids.

    `others` are ids that are of no subnet of the stack. Where they are not `certain`, only some of the `names` are
    meant: an id that is taken from a list comes from all of it.
    """

    names: frozenset[str]
    others: frozenset[str] = frozenset()
    certain: bool = True
    place: str = ""

    def require_certain(self) -> None:
        """Return where all of them are meant. Raises NotKnownYetError elsewhere."""
        if not self.certain:
            raise NotKnownYetError([self.place])


def made_subnets(stack: Stack) -> Mapping[str, set[str]]:
    """Return the URN of each subnet of a stack with all names that it is known by, the URN itself among them."""
    return {each.urn: own_names(each) for each in stack.of_type(SUBNET)}


def subnets_of(made: Mapping[str, set[str]], machines: Resource) -> Subnets:
    """Return the subnets that a node group, machine, template or group that scales is in; a template may be in none.

    `made` are those of its stack. Raises NotKnownYetError where nothing tells any.
    """
    origins = made.keys() & set(machines.refers_to.get(KEYS[machines.type], ()))
    known, unknown, places = _read(machines)
    if places and not origins:
        raise NotKnownYetError(places)
    named = {urn for urn, names in made.items() if not names.isdisjoint(known)}
    others = known.difference(*(made[urn] for urn in named))
    left = origins - named
    if places:
        is_certain = len(left) == 1 or len(left) == unknown
        return Subnets(
            names=frozenset(named | others | left),
            others=frozenset(others),
            certain=is_certain,
            place=places[0],
        )
    nameless = {urn for urn in left if made[urn] == {urn}}  # an id that is known could be theirs
    return Subnets(names=frozenset(named | others | nameless), others=frozenset(() if nameless else others))


def _read(machines: Resource) -> tuple[set[str], int, list[str]]:
    """Return the ids that are known, the number of the others, 0 where it is none's, and the places of these."""
    known: set[str] = set()
    unknown, places = 0, list[str]()
    try:
        for read in _readers(machines):
            try:
                known |= {str(read())} - {"None"}
            except NotKnownYetError as not_known:
                unknown, places = unknown + 1, [*places, *not_known.places]
    except NotKnownYetError as not_known:
        places += not_known.places
    return known, unknown, places


def _readers(machines: Resource) -> list[Callable[[], Any]]:
    """Return what reads each place that may say a subnet. Raises NotKnownYetError where nobody knows how many."""
    key = KEYS[machines.type]
    if machines.type == INSTANCE:
        return [partial(machines.get, key)]
    parts = machines.parts(key)
    of_interfaces = machines.type == LAUNCH_TEMPLATE
    return [partial(_element, parts, index, of_interfaces) for index in range(len(parts))]


def _element(parts: Sequence[Resource], index: int, of_interfaces: bool) -> Any:
    return parts[index].get("subnetId") if of_interfaces else parts[index].value
