"""What a network of Azure has beside the topology's subnets: what lies in no zone; ranges of pods and services. Pure.

Subnets of Azure span a region. What belongs to no zone has subnets in the two slices that the topology leaves free, so
a zone that comes or goes moves neither the API server nor a private endpoint.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Network

from components.topology.model import Network
from components.topology.names import bounded
from components.topology.network import SEGMENTS, SLICE_BITS, ZONES_AT_MOST

SYSTEM, ENDPOINTS, API_SERVER = "system", "endpoints", "api-server"
FILES, FILES_OF_SERVING, FILES_OF_SYSTEM = "files", "files-serving", "files-system"
FILES_OF = {"training": FILES, "serving": FILES_OF_SERVING, SYSTEM: FILES_OF_SYSTEM}
"""Segment of machines -> where the file systems stand that they mount. Lustre asks nobody who he is, so addresses tell
who reaches which."""

REGIONAL = (
    (SYSTEM, ZONES_AT_MOST, 1),
    (ENDPOINTS, ZONES_AT_MOST, 2),
    (API_SERVER, ZONES_AT_MOST, 3),
    (FILES_OF_SERVING, ZONES_AT_MOST, 4),
    (FILES_OF_SYSTEM, ZONES_AT_MOST, 4),
    (FILES, ZONES_AT_MOST + 1, 0),
)
"""What a subnet is for, the slice it lies in, and how many bits its prefix is longer; in the order they lie in it.

The API server wants a subnet of its own, of /28 or larger ("API Server VNet Integration"), Lustre one that grows
with its capacity.
"""

POD_CIDR = "100.64.0.0/12"
"""Shared address space (RFC 6598), which no plan's private network overlaps. AKS hands each node a /24 of it."""
NODES_AT_MOST = 2 ** (24 - 12)
SERVICE_CIDR = "100.80.0.0/16"
DNS_SERVICE_IP = "100.80.0.10"
API_SERVICE_IP = "100.80.0.1"
"""Kubernetes gives its own API the first address of services."""


@dataclass(frozen=True, kw_only=True)
class RegionalSubnet:
    """The addresses of what lies in no zone."""

    name: str
    use: str
    cidr: str


def regional_subnets(plan: str, network: Network) -> tuple[RegionalSubnet, ...]:
    """Return the subnets of what lies in no zone; they follow from the network's range alone."""
    slices = list(IPv4Network(network.cidr).subnets(prefixlen_diff=SLICE_BITS))
    found, start = [], {ordinal: int(one.network_address) for ordinal, one in enumerate(slices)}
    for use, ordinal, bits in REGIONAL:
        cidr = IPv4Network((start[ordinal], slices[ordinal].prefixlen + bits))
        start[ordinal] += cidr.num_addresses
        found.append(RegionalSubnet(name=bounded(f"{plan}-{use}"), use=use, cidr=str(cidr)))
    return tuple(found)


def segment_cidrs(network: Network, segment: str) -> list[str]:
    """Return the ranges that a segment has in every zone that the network can have, used or not.

    Rules name all of them, so that a zone more changes no rule.
    """
    found = []
    for one in list(IPv4Network(network.cidr).subnets(prefixlen_diff=SLICE_BITS))[:ZONES_AT_MOST]:
        start = int(one.network_address)
        for name, bits in SEGMENTS:
            cidr = IPv4Network((start, one.prefixlen + bits))
            start += cidr.num_addresses
            found += [str(cidr)] if name == segment else []
    return found


def availability_zone(zone: str) -> str:
    """Return Azure's own name of a zone, which is a number: "1", and of "b" or "eastus-2" the 2.

    >>> availability_zone("eastus-2")
    '2'
    """
    ending = re.search(r"[0-9]+$|[a-z]$", zone)
    word = ending.group() if ending else zone
    return word if word.isdigit() else str(ord(word[0]) - ord("a") + 1)
