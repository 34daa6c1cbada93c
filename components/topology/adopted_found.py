"""Whether the subnets of a network that exists are what a stack's configuration says, once its cloud told. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network

from components.topology import adoption
from components.topology.errors import TopologyError
from components.topology.model import Topology
from components.topology.offered import Places


@dataclass(frozen=True, kw_only=True)
class FoundSubnet:
    """A subnet as its cloud tells of it: its network, its range, and what is free of it now.

    `zone` is None where a subnet is a region's, `free` where nobody tells.
    """

    network: str
    cidr: str
    zone: str | None = None
    free: int | None = None


@dataclass(frozen=True, kw_only=True)
class Adopted:
    """What a stack's configuration says under `where`: a network, its range, its subnets by segment and zone.

    `others` are those of no zone, by what the configuration calls them; `told` are ranges by segment and zone.
    """

    where: str
    network_id: str
    cidr: str
    subnet_ids: Mapping[str, Mapping[str, str]]
    others: Mapping[str, str] = field(default_factory=dict)
    told: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def judged(
    topology: Topology,
    adopted: Adopted,
    found: Mapping[str, FoundSubnet],
    zone_name: Callable[[str], str] = str,
) -> Places:
    """Return a refusal for each subnet that is not there, lies elsewhere or is too small, and notes of what is free.

    `found` are by the ids of the configuration, without those that the cloud does not know.
    """
    answer = Places()
    for segment, zones in sorted(adopted.subnet_ids.items()):
        for zone, subnet in sorted(zones.items()):
            path = f"{adopted.where}.subnets.{segment}.{zone}"
            told = adopted.told.get(segment, {}).get(zone)
            answer.errors.extend(_of_subnet(path, subnet, found.get(subnet), adopted, zone, told))
    for name, subnet in sorted(adopted.others.items()):
        answer.errors.extend(
            _of_subnet(f"{adopted.where}.{name}", subnet, found.get(subnet), adopted, None, None)
        )
    if answer.errors:
        return answer
    _add_room(answer, topology, adopted, found, zone_name)
    return answer


def _add_room(
    answer: Places,
    topology: Topology,
    adopted: Adopted,
    found: Mapping[str, FoundSubnet],
    zone_name: Callable[[str], str],
) -> None:
    """Add a refusal for each subnet that is too small for what the plan may have there, and what is free of others."""
    for subnet, (count, pools) in sorted(adoption.needed(topology, adopted.subnet_ids, zone_name).items()):
        there, free = adoption.usable(topology.target, found[subnet].cidr), found[subnet].free
        asked = f"{', '.join(pools)} may take {count} addresses of {subnet}"
        if count > there:
            answer.errors.append(
                TopologyError(
                    path=f"{adopted.where}.subnets",
                    asked=asked,
                    allowed=f"that subnet, {found[subnet].cidr}, has {there}",
                    remedy="name a larger subnet, lower the counts of these pools, or name more zones",
                )
            )
        elif free is not None and free < count:
            answer.notes.append(
                f"{asked}, and {free} are free there now; what this stack has there already counts among the others"
            )


def _of_subnet(
    path: str,
    subnet: str,
    found: FoundSubnet | None,
    adopted: Adopted,
    zone: str | None,
    told: str | None,
) -> Iterator[TopologyError]:
    """Yield what is otherwise than the configuration says."""
    if found is None:
        yield _wrong(path, subnet, "the account has no such subnet there", "name one that exists")
        return
    if found.network != adopted.network_id:
        yield _wrong(path, subnet, f"it lies in {found.network}", f"name a subnet of {adopted.network_id}")
    if None not in (zone, found.zone) and zone != found.zone:
        yield _wrong(
            path, subnet, f"it lies in {found.zone}", f"name it as {found.zone}, or another for {zone}"
        )
    if told is not None and IPv4Network(told) != IPv4Network(found.cidr):
        yield _wrong(path, f"{subnet} with {told}", f"its range is {found.cidr}", f"write cidr: {found.cidr}")
    if not IPv4Network(found.cidr).subnet_of(IPv4Network(adopted.cidr)):
        remedy = f"write the network's whole range as {adopted.where}.cidr"
        yield _wrong(path, subnet, f"its range {found.cidr} lies outside of {adopted.cidr}", remedy)


def _wrong(path: str, asked: str, allowed: str, remedy: str) -> TopologyError:
    return TopologyError(
        path=path, asked=f"the stack's configuration gives {asked}", allowed=allowed, remedy=remedy
    )
