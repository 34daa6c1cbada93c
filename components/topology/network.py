"""The addresses of a plan with a network: a fixed slice for each zone, cut into a subnet for each segment.

A network of prefix p is cut into eight slices of prefix p+3. A zone's slice follows from its own name: the
letter or number it ends in ("us-east-1a" and zone 1 of a count have the first one), never from which zones
are beside it. So adding a zone moves no other, and turning a count into names moves none. The last two slices
stay free for what a target needs beside zones, such as the address ranges of services.

    slice of a zone   | training      | serving | control | edge |
    share             | 1/2           | 1/4     | 1/8     | 1/8  |
"""

import re
from collections.abc import Iterable
from ipaddress import IPv4Network, ip_network

from components.plan import model as plan_model
from components.topology.errors import TopologyError, TopologyErrors
from components.topology.model import Network, Subnet
from components.topology.names import bounded

SLICE_BITS = 3
ZONES_AT_MOST = 6
"""No cloud region has more zones than six (a to f); two of the eight slices stay free."""

# Segment, and how many bits its prefix is longer than its zone's slice, in the order they lie in the slice.
# Each pod or node takes an address, and training has most; control holds private endpoints and load
# balancers, edge what reaches the internet.
SEGMENTS = (("training", 1), ("serving", 2), ("control", 3), ("edge", 3))

LONGEST_SUBNET_PREFIX = 28
"""AWS makes no smaller subnet; of its 16 addresses the cloud keeps 5."""
LONGEST_NETWORK_PREFIX = LONGEST_SUBNET_PREFIX - SLICE_BITS - max(bits for _, bits in SEGMENTS)


def network_of(plan: plan_model.Plan, zones: int | tuple[str, ...] | None = None) -> Network | None:
    """Return the network of a plan with its subnets sorted by name, or None where the plan gives no CIDR.

    `zones` are those of the plan unless they are given.

    Raises TopologyErrors where the CIDR is too small, or where zones are too many or cannot be told apart.
    """
    asked = plan.network
    if asked is None or asked.cidr is None:
        return None
    cidr = ip_network(str(asked.cidr))
    ordinals = zone_ordinals(asked.zones if zones is None else zones)
    if not isinstance(cidr, IPv4Network) or cidr.prefixlen > LONGEST_NETWORK_PREFIX:
        raise TopologyErrors([_too_small(str(cidr))])
    subnets = [
        subnet for zone, ordinal in ordinals.items() for subnet in _of_zone(plan.name, cidr, zone, ordinal)
    ]
    return Network(
        cidr=str(cidr),
        zones=tuple(sorted(ordinals)),
        allowed_cidrs=tuple(sorted(str(allowed) for allowed in asked.allowed_cidrs)),
        subnets=tuple(sorted(subnets, key=lambda subnet: subnet.name)),
    )


def zone_ordinals(zones: int | Iterable[str]) -> dict[str, int]:
    """Return zone name to its ordinal from 0; a count names its zones "1", "2", ...

    Raises TopologyErrors where two zones have one ordinal, or one has none between 0 and `ZONES_AT_MOST` - 1.
    """
    names = [str(number + 1) for number in range(zones)] if isinstance(zones, int) else sorted(zones)
    ordinals = {name: _ordinal(name) for name in names}
    outside = [name for name, ordinal in ordinals.items() if not 0 <= ordinal < ZONES_AT_MOST]
    if outside:
        raise TopologyErrors([_outside(outside)])
    if len(set(ordinals.values())) < len(ordinals):
        raise TopologyErrors([_not_apart(names)])
    return ordinals


def _ordinal(zone: str) -> int:
    """Return the place of a zone's last letter or number, or -1: "us-east-1a" 0, "us-central1-f" 5, "2" 1."""
    ending = re.search(r"(?P<number>[0-9]+)$|(?:^|[-_]|(?<=[0-9]))(?P<letter>[a-z])$", zone)
    if not ending:
        return -1
    return int(ending["number"]) - 1 if ending["number"] else ord(ending["letter"]) - ord("a")


def _of_zone(plan: str, network: IPv4Network, zone: str, ordinal: int) -> Iterable[Subnet]:
    slices = network.prefixlen + SLICE_BITS
    start = int(network.network_address) + ordinal * 2 ** (32 - slices)
    for segment, bits in SEGMENTS:
        cidr = IPv4Network((start, slices + bits))
        start += cidr.num_addresses
        yield Subnet(name=bounded(f"{plan}-{segment}-{zone}"), zone=zone, segment=segment, cidr=str(cidr))


def _too_small(cidr: str) -> TopologyError:
    return TopologyError(
        path="network.cidr",
        asked=f"the plan gives {cidr}",
        allowed=f"{2**SLICE_BITS} zones' slices of {len(SEGMENTS)} subnets, none smaller than "
        f"/{LONGEST_SUBNET_PREFIX}, need an IPv4 network of /{LONGEST_NETWORK_PREFIX} or larger",
        remedy="give for example 10.20.0.0/16",
    )


def _outside(zones: list[str]) -> TopologyError:
    return TopologyError(
        path="network.zones",
        asked=f"the plan names {', '.join(zones)}",
        allowed=f"the letter a to f or number 1 to {ZONES_AT_MOST} that a zone ends in gives its addresses",
        remedy=f"name zones that end so, or give a count up to {ZONES_AT_MOST}",
    )


def zone_count_error(count: int, location: str, known: list[str]) -> TopologyError:
    """Return the refusal of more zones than a location is known to have."""
    return TopologyError(
        path="network.zones",
        asked=f"the plan wants {count} zones",
        allowed=f"the catalog knows {len(known)} of {location}: {', '.join(known)}",
        remedy=f"write zones: {len(known)}, or name them",
    )


def _not_apart(zones: list[str]) -> TopologyError:
    return TopologyError(
        path="network.zones",
        asked=f"the plan names {', '.join(zones)}",
        allowed="the letter or number that a zone ends in gives its addresses, and two of these end alike",
        remedy="name one zone for each ending, or give a count",
    )
