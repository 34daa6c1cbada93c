"""What AWS would refuse of a network: regions, zones, ranges. Room is counted where pools are resolved. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from ipaddress import IPv4Network

from components.aws.addresses import (
    CONTROL_PLANE_ZONES,
    ZONES_BY_ACCOUNT,
    control_plane_zones,
    letters,
    zone_name,
)
from components.topology.errors import TopologyError
from components.topology.model import Network, Topology

REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-[1-9]")
CHINA = "cn-"
SHORTEST_PREFIX = 16
"""Amazon VPC, "VPC CIDR blocks": a network has between /28 and /16."""


def errors(topology: Topology, given_zones: Sequence[str] = ()) -> list[TopologyError]:
    """Return every refusal of where and how large the network is."""
    location, network = topology.location or "", topology.network
    if not REGION.fullmatch(location) or location.startswith(CHINA):
        return [_location(location)]
    if network is None:
        return [_no_network()]
    found = [*_range(network), *_zones(location, network)]
    if given_zones:
        found += _given(location, given_zones)
    elif len(control_plane_zones(topology)) < CONTROL_PLANE_ZONES:
        found.append(_control_plane(location, network))
    return found


def _location(location: str) -> TopologyError:
    return TopologyError(
        path="location",
        asked=f'the plan gives "{location}"',
        allowed="a region of AWS is named like us-east-1; those of China have other services and are not built",
        remedy="write the name of a region, as `aws ec2 describe-regions` lists them",
    )


def _no_network() -> TopologyError:
    return TopologyError(
        path="network.cidr",
        asked="the plan gives none",
        allowed="AWS wants a range for the network",
        remedy="give for example 10.20.0.0/16",
    )


def _range(network: Network) -> Iterator[TopologyError]:
    if IPv4Network(network.cidr).prefixlen < SHORTEST_PREFIX:
        yield TopologyError(
            path="network.cidr",
            asked=f"the plan gives {network.cidr}",
            allowed=f"a network of AWS is /{SHORTEST_PREFIX} or smaller",
            remedy=f"give a /{SHORTEST_PREFIX} of it, such as {_first_part(network.cidr)}",
        )


def _first_part(cidr: str) -> str:
    return f"{IPv4Network(cidr).network_address}/{SHORTEST_PREFIX}"


def _zones(location: str, network: Network) -> Iterator[TopologyError]:
    lacking = [zone for zone in network.zones if not _is_of(location, zone)]
    if not lacking:
        return
    named = ", ".join(zone_name(location, zone) for zone in lacking)
    known = ", ".join(location + letter for letter in letters(location))
    yield TopologyError(
        path="network.zones",
        asked=f"the plan asks {named}",
        allowed="which zones this region shows differs by account"
        if location in ZONES_BY_ACCOUNT
        else f"zones of this region are called {known}",
        remedy="name zones as `aws ec2 describe-availability-zones` lists them",
    )


def _is_of(location: str, zone: str) -> bool:
    """Whether a zone is the region's own; by number only where the letters are sure, and no zone of an edge."""
    if zone.isdigit() and location in ZONES_BY_ACCOUNT:
        return False
    return zone_name(location, zone) in {location + letter for letter in letters(location)}


def _given(location: str, zones: Sequence[str]) -> Iterator[TopologyError]:
    """Refuse zones of the control plane that are not two of the region's own."""
    strange = [zone for zone in zones if not re.fullmatch(rf"{location}[a-z]", zone)]
    if strange or len(set(zones)) != CONTROL_PLANE_ZONES or len(zones) != CONTROL_PLANE_ZONES:
        yield TopologyError(
            path="groundplan:control-plane-zones",
            asked=f"the stack's configuration gives {', '.join(zones)}",
            allowed=f"the control plane stands in {CONTROL_PLANE_ZONES} zones of {location}",
            remedy=f'write two, such as ["{location}a", "{location}b"]',
        )


def _control_plane(location: str, network: Network) -> TopologyError:
    return TopologyError(
        path="network.zones",
        asked=f"the plan names {', '.join(network.zones)}",
        allowed=f"the control plane needs {CONTROL_PLANE_ZONES} zones, and which {location} shows differs by account",
        remedy=f"name {CONTROL_PLANE_ZONES} zones as `aws ec2 describe-availability-zones` lists them",
    )
