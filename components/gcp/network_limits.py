"""What Google Cloud would refuse of a network: regions, zones, and too little room for pods and file systems. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from ipaddress import IPv4Network

from components.gcp.addresses import (
    SEGMENT_BLOCKS,
    pod_addresses_per_node,
    pods_of,
    system_ranges,
    zone_name,
    zones_of,
)
from components.topology.errors import TopologyError
from components.topology.model import Network, Pool, Topology

REGION = re.compile(r"[a-z]+(-[a-z]+)+[0-9]+")
FILE_SYSTEM_PREFIX = 23
"""Of the range that each peered file system may take (Managed Lustre, "Configure a VPC network"; Filestore takes
less).
"""


def errors(topology: Topology) -> list[TopologyError]:
    """Return every refusal of where and how large the network is."""
    location, network = topology.location or "", topology.network
    if not REGION.fullmatch(location):
        return [_location(location)]
    if network is None:
        return [_no_network()]
    return [*_zones(location, network), *_room(topology, network), *_peered(topology, network)]


def zones_of_pool(topology: Topology, pool: Pool) -> tuple[str, ...]:
    """Return the zones of a pool by name: its own, else all of the network."""
    zones = pool.zones or (topology.network.zones if topology.network else ())
    return tuple(zone_name(topology.location or "", zone) for zone in zones)


def _location(location: str) -> TopologyError:
    return TopologyError(
        path="location",
        asked=f'the plan gives "{location}"',
        allowed="a region of Google Cloud is named like us-central1",
        remedy="write the name of a region, as `gcloud compute regions list` shows them, and zones in network.zones",
    )


def _no_network() -> TopologyError:
    return TopologyError(
        path="network.cidr",
        asked="the plan gives none",
        allowed="nodes, the control plane and file systems need private addresses",
        remedy="give for example 10.20.0.0/16",
    )


def _zones(location: str, network: Network) -> Iterator[TopologyError]:
    known = zones_of(location)
    named = [zone_name(location, zone) for zone in network.zones]
    lacking = [zone for zone in named if zone not in known]
    if lacking:
        yield TopologyError(
            path="network.zones",
            asked=f"the plan asks {', '.join(lacking)}",
            allowed=f"zones of {location} are called {', '.join(known)}",
            remedy=f"write for example zones: [{', '.join(known[: len(named)])}]",
        )


def _room(topology: Topology, network: Network) -> Iterator[TopologyError]:
    """Refuse pools whose pods find no addresses, spread evenly over their zones as the topology counts nodes."""
    segments = {cluster.name: cluster.segment for cluster in topology.clusters}
    pools = [pool for cluster in topology.clusters for pool in cluster.pools]
    location = topology.location or ""
    for subnet in network.subnets:
        cidr = pods_of(subnet)
        if cidr is None or subnet.segment not in SEGMENT_BLOCKS:
            continue
        zone, needed, there = zone_name(location, subnet.zone), 0, []
        for pool in pools:
            zones = zones_of_pool(topology, pool)
            if segments[pool.cluster] == subnet.segment and zone in zones:
                needed += -(-pool.maximum // len(zones)) * pod_addresses_per_node(pool)
                there.append(f"{pool.cluster}/{pool.name}")
        room = IPv4Network(cidr).num_addresses
        if needed > room:
            yield TopologyError(
                path="network.zones",
                asked=f"the pods of {', '.join(there)} may take {needed} addresses in {zone}",
                allowed=f"the pods of {subnet.segment} have {room} in each zone",
                remedy="lower the counts of these pools, or name more zones",
            )


def _peered(topology: Topology, network: Network) -> Iterator[TopologyError]:
    stores = [store.name for store in topology.stores if store.kind == "filesystem"]
    cidr = IPv4Network(system_ranges(network).peered)
    room = 2 ** max(0, FILE_SYSTEM_PREFIX - cidr.prefixlen) if cidr.prefixlen <= FILE_SYSTEM_PREFIX else 0
    if len(stores) > room:
        yield TopologyError(
            path="network.cidr",
            asked=f"the plan has {len(stores)} file systems: {', '.join(stores)}",
            allowed=f"each takes a range of /{FILE_SYSTEM_PREFIX}, and beside zones {network.cidr} has room for {room}",
            remedy="give a network of /16, or fewer file systems",
        )
