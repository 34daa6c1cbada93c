"""What a network of AWS has beside the topology's subnets: zones by name, the control plane's subnets, services. Pure.

AWS wants the control plane in two zones, whatever zones the nodes are in, and never lets it move to others. So it has
two small subnets of its own, in the slice that the topology leaves free: zones that come or go touch neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

from components.topology.model import Network, Topology
from components.topology.network import LONGEST_SUBNET_PREFIX, SLICE_BITS, ZONES_AT_MOST

LETTERS = "abcdef"
ZONES_WITH_GAPS = {"ap-northeast-1": "acd", "ca-central-1": "abd"}
"""Regions whose letters have gaps for accounts of today (AWS, "Availability Zones"; letters are by account)."""
ZONES_BY_ACCOUNT = frozenset({"us-west-1"})
"""Regions that show each account two zones out of three, so only the account knows which."""

CONTROL_PLANE = "control-plane"
"""The segment of the control plane's own interfaces, in `subnet_ids` beside those of the topology."""
CONTROL_PLANE_ZONES = 2
"""Amazon EKS, "VPC and subnet considerations": subnets in at least two zones, and an update keeps to these zones."""

SERVICES = ("172.20.0.0/16", "10.100.0.0/16", "192.168.128.0/17")
"""Ranges for addresses of services, the first that the network does not overlap: AWS's own two, and one more. AWS
refuses a range that lies in the network, so the topology's free slices are no place for them.
"""


@dataclass(frozen=True, kw_only=True)
class ControlPlaneSubnet:
    """A subnet with nothing but the control plane's network interfaces."""

    zone: str
    cidr: str


def letters(location: str) -> str:
    """Return the letters of a region's zones; those that are not there only AWS knows."""
    return ZONES_WITH_GAPS.get(location, LETTERS)


def zone_name(location: str, zone: str) -> str:
    """Return the name of a zone: number N of a count is the region's Nth letter, as the topology's addresses are.

    >>> zone_name("us-east-1", "2")
    'us-east-1b'
    """
    return f"{location}{LETTERS[int(zone) - 1]}" if zone.isdigit() else zone


def control_plane_zones(topology: Topology, given: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the two zones of the control plane: those `given`, else the region's first, which no plan moves."""
    location = topology.location or ""
    if given:
        return tuple(given)
    if location in ZONES_BY_ACCOUNT and topology.network:
        return tuple(zone_name(location, zone) for zone in topology.network.zones)
    return tuple(f"{location}{letter}" for letter in letters(location)[:CONTROL_PLANE_ZONES])


def control_plane_subnets(network: Network, zones: Sequence[str]) -> tuple[ControlPlaneSubnet, ...]:
    """Return the subnets of the control plane, from the first slice that no zone has."""
    slices = IPv4Network(network.cidr).subnets(prefixlen_diff=SLICE_BITS)
    free = next(one for ordinal, one in enumerate(slices) if ordinal == ZONES_AT_MOST)
    subnets = free.subnets(new_prefix=LONGEST_SUBNET_PREFIX)
    return tuple(
        ControlPlaneSubnet(zone=zone, cidr=str(cidr)) for zone, cidr in zip(zones, subnets, strict=False)
    )


def service_cidr(cidr: str) -> str:
    """Return the range of addresses of services beside a network of `cidr`."""
    network = IPv4Network(cidr)
    return next(one for one in SERVICES if not IPv4Network(one).overlaps(network))
