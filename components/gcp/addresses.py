"""What a network of Google Cloud has beside the topology's subnets: zones by name, pods, services and peered
services. Pure.

A subnet there is a region's, not a zone's. Each of the topology's subnets becomes one all the same, and only node
pools of its zone lie in it: so a zone that comes adds subnets and node pools, and changes the ranges of none that is
there. Its own range is for nodes. Pods need 64 to 128 addresses a node, which no /16 has for a large pool; they get
them from 100.64.0.0/10, which Google's own pages recommend for pods and which no plan's private range can overlap.

    block of 100.64.0.0/10 (/16 each) | 0           | 1        | 8 + 4n           | 32 + 2n
    what it holds                     | system pods | services | training, zone n | serving, zone n

The cluster's default subnet can never be changed, so it belongs to no zone: it takes the first slice that no zone
has, and file systems that Google peers into the network the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv4Network

from components.topology.model import Network, Pool, Subnet
from components.topology.network import SLICE_BITS, ZONES_AT_MOST, zone_ordinals

PODS = IPv4Network("100.64.0.0/10")
BLOCK_PREFIX = 16
SYSTEM_BLOCK, SERVICES_BLOCK = 0, 1
SERVICES_PREFIX = 20
"""4,096 services, as in the range that Google Kubernetes Engine takes by itself."""
SEGMENT_BLOCKS = {"training": (8, 2), "serving": (32, 1)}
"""Segment -> its first block, and how many bits its range for a zone is wider than one."""

PODS_RANGE, SERVICES_RANGE = "pods", "services"
"""Names of secondary ranges."""
LETTERS = "abcdef"
ZONES_WITH_GAPS = {"us-central1": "abcf", "us-east1": "bcd", "europe-west1": "bcd"}
"""Regions whose zones are not simply a, b and c (cloud.google.com, "Regions and zones")."""
USUAL_ZONES = "abc"


@dataclass(frozen=True, kw_only=True)
class SystemRanges:
    """The cluster's default subnet: its nodes, their pods, all services; and the range of peered file systems."""

    nodes: str
    pods: str
    services: str
    peered: str


def zone_name(location: str, zone: str) -> str:
    """Return the name of a zone: number N of a count is letter N, as the topology's addresses are.

    >>> zone_name("us-central1", "2")
    'us-central1-b'
    """
    return f"{location}-{LETTERS[int(zone) - 1]}" if zone.isdigit() else zone


def zones_of(location: str) -> tuple[str, ...]:
    """Return the zones that a region has, as far as nobody's account tells more."""
    return tuple(f"{location}-{letter}" for letter in ZONES_WITH_GAPS.get(location, USUAL_ZONES))


def system_ranges(network: Network) -> SystemRanges:
    """Return the ranges that belong to no zone."""
    slices = list(IPv4Network(network.cidr).subnets(prefixlen_diff=SLICE_BITS))
    services = next(_block(SERVICES_BLOCK).subnets(new_prefix=SERVICES_PREFIX))
    return SystemRanges(
        nodes=str(slices[ZONES_AT_MOST]),
        pods=str(_block(SYSTEM_BLOCK)),
        services=str(services),
        peered=str(slices[-1]),
    )


def pods_of(subnet: Subnet) -> str | None:
    """Return the range of the pods on a subnet's nodes, or None where its segment has no nodes."""
    if subnet.segment not in SEGMENT_BLOCKS:
        return None
    first, bits = SEGMENT_BLOCKS[subnet.segment]
    ordinal = zone_ordinals([subnet.zone])[subnet.zone]
    start = _block(first + ordinal * 2**bits)
    return str(IPv4Network((int(start.network_address), BLOCK_PREFIX - bits)))


def ranges_of(network: Network, segment: str) -> tuple[str, ...]:
    """Return every range in which something of a segment has an address, sorted."""
    there = [subnet for subnet in network.subnets if subnet.segment == segment]
    return tuple(
        sorted({subnet.cidr for subnet in there} | {pods for each in there if (pods := pods_of(each))})
    )


def pod_addresses_per_node(pool: Pool) -> int:
    """Return how many addresses a node takes for pods: the power of two that is at least twice the pods it may have.

    Source: cloud.google.com, "Configure maximum Pods per node".
    """
    twice = 2 * (pool.pods_per_node or 1)
    return 1 << (twice - 1).bit_length()


def _block(ordinal: int) -> IPv4Network:
    return IPv4Network((int(PODS.network_address) + ordinal * 2 ** (32 - BLOCK_PREFIX), BLOCK_PREFIX))
