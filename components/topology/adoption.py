"""Subnets of a network that exists: what a stack's configuration says of them, the same on every cloud. Pure.

subnets:
  training: {us-east-1a: subnet-…, us-east-1b: subnet-…}          # by segment and zone
  serving: {us-east-1a: {id: subnet-…, cidr: 10.0.16.0/20}, …}    # with its range, room in it is counted as well
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from itertools import combinations
from typing import Any

from components.topology.errors import TopologyError
from components.topology.model import Topology
from components.topology.room import KEPT_BY_THE_PROVIDER, addresses_per_node
from components.topology.said import matches, unknown, wrong

KEYS = ("id", "cidr")
RANGE = "an IPv4 range such as 10.0.0.0/16"

Ids = dict[str, dict[str, str]]
"""By segment and zone: what a subnet is called, or its range."""


@dataclass(frozen=True, kw_only=True)
class Form:
    """How a cloud tells subnets: the segments that it knows, and what an id looks like."""

    segments: Sequence[str]
    pattern: str
    words: str


def form_errors(where: str, given: object, form: Form) -> Iterator[TopologyError]:
    """Yield a refusal for whatever does not tell subnets by segment and zone."""
    if not isinstance(given, dict):
        yield wrong(where, given, "segments, each with zones and the ids of their subnets")
        return
    yield from unknown(where, given, form.segments)
    for segment, zones in given.items():
        if not isinstance(zones, dict):
            yield wrong(f"{where}.{segment}", zones, "zones with the ids of their subnets")
            continue
        for zone, said in zones.items():
            yield from _of_subnet(f"{where}.{segment}.{zone}", said, form)


def _of_subnet(where: str, said: object, form: Form) -> Iterator[TopologyError]:
    if not isinstance(said, dict):
        if not matches(said, form.pattern):
            yield wrong(where, said, f"{form.words}, or {{id, cidr}} of it")
        return
    yield from unknown(where, said, KEYS)
    if not matches(said.get("id"), form.pattern):
        yield wrong(f"{where}.id", said.get("id"), form.words)
    if not is_range(said.get("cidr")):
        yield wrong(f"{where}.cidr", said.get("cidr"), RANGE)


def is_range(given: object) -> bool:
    """Return whether a value is text of a range of IPv4 addresses."""
    try:
        return isinstance(given, str) and "/" in given and bool(IPv4Network(given))
    except ValueError:
        return False


def ids(given: Mapping[str, Mapping[Any, Any]]) -> Ids:
    """Return the ids of subnets by segment and zone."""
    return {
        segment: {str(zone): said["id"] if isinstance(said, dict) else said for zone, said in zones.items()}
        for segment, zones in given.items()
    }


def cidrs(given: Mapping[str, Mapping[Any, Any]]) -> Ids:
    """Return the ranges of those subnets whose range is told, by segment and zone."""
    told = {
        segment: {str(zone): said["cidr"] for zone, said in zones.items() if isinstance(said, dict)}
        for segment, zones in given.items()
    }
    return {segment: zones for segment, zones in told.items() if zones}


def range_errors(where: str, network: str, told: Mapping[str, Mapping[str, str]]) -> Iterator[TopologyError]:
    """Yield a refusal for subnets that lie outside of their network, or in each other."""
    named = [
        (f"{where}.subnets.{segment}.{zone}.cidr", IPv4Network(cidr))
        for segment, zones in sorted(told.items())
        for zone, cidr in sorted(zones.items())
    ]
    for path, cidr in named:
        if not cidr.subnet_of(IPv4Network(network)):
            yield wrong(path, str(cidr), f"a part of the network's range, {network}")
    for (one, first), (other, second) in combinations(named, 2):
        if first != second and first.overlaps(second):
            yield wrong(other, str(second), f"no part of another subnet's; {one} is {first}")


def room_errors(
    topology: Topology,
    where: str,
    told: Mapping[str, Mapping[str, str]],
    zone_name: Callable[[str], str] = str,
) -> Iterator[TopologyError]:
    """Yield a refusal for each subnet whose range is told and too small for the machines that the plan may have there.

    `zone_name` is what the cloud calls a zone of the plan.
    """
    for cidr, (count, pools) in sorted(needed(topology, told, zone_name).items()):
        there = usable(topology.target, cidr)
        if count > there:
            yield TopologyError(
                path=f"{where}.subnets",
                asked=f"{', '.join(pools)} may take {count} addresses of {cidr}",
                allowed=f"that subnet has {there}",
                remedy="name a larger subnet, lower the counts of these pools, or name more zones",
            )


def usable(target: str, cidr: str) -> int:
    """Return how many addresses of a range machines and pods can get."""
    return max(0, IPv4Network(cidr).num_addresses - KEPT_BY_THE_PROVIDER[target])


def needed(
    topology: Topology, places: Mapping[str, Mapping[str, str]], zone_name: Callable[[str], str] = str
) -> dict[str, tuple[int, list[str]]]:
    """Return how many addresses the plan may take of each subnet, and the pools that do.

    `places` are the subnets by segment and zone; two places may be one subnet. A pool spreads evenly over its zones.
    """
    counts: defaultdict[str, int] = defaultdict(int)
    pools: defaultdict[str, set[str]] = defaultdict(set)
    for cluster in topology.clusters:
        for pool in cluster.pools:
            for zone in pool.zones:
                subnet = places.get(cluster.segment, {}).get(zone_name(zone))
                if subnet is not None:
                    share = -(-pool.maximum // len(pool.zones))
                    counts[subnet] += share * addresses_per_node(topology.target, pool)
                    pools[subnet].add(f"{cluster.name}/{pool.name}")
    return {subnet: (count, sorted(pools[subnet])) for subnet, count in counts.items()}
