"""Everything that Azure would refuse later, as refusals before anything is made. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from ipaddress import IPv4Network

from components.azure import lustre
from components.azure.addresses import FILES_OF, availability_zone, regional_subnets
from components.azure.network_limits import adopted_errors
from components.azure.pool_limits import pool_errors
from components.azure.settings import WHERE, Settings
from components.topology.errors import TopologyError
from components.topology.model import Network, Topology
from components.topology.rights import segment_of_files

RANGES_AT_MOST = 200
"""Authorized ranges of one API server ("Secure access to the API server using authorized IP address ranges")."""
DAY_S = 24 * 60 * 60
ROTATION_LEAST_DAYS = 7
"""What Key Vault waits at least before it replaces a key again ("Configure cryptographic key auto-rotation")."""
ZONES = ("1", "2", "3")
"""No region of Azure has more."""
TRADEMARKS = re.compile(r"microsoft|windows|^login|^xbox")
"""In no name of what the world can look up ("Resolve errors for reserved resource names")."""


def errors(topology: Topology, settings: Settings) -> list[TopologyError]:
    """Return every refusal of a topology and of what the stack's configuration says of the account."""
    return [
        *_network(topology),
        *_access(topology, settings),
        *_names(topology),
        *_zones(topology),
        *_keys(topology),
        *_stores(topology),
        *pool_errors(topology, settings),
        *adopted_errors(topology, settings),
    ]


def _network(topology: Topology) -> Iterator[TopologyError]:
    if topology.network is None:
        yield TopologyError(
            path="network.cidr",
            asked="the plan gives no range",
            allowed="the cluster stands in a network of its own, or in one with this range that is adopted",
            remedy="give for example 10.20.0.0/16",
        )


def _access(topology: Topology, settings: Settings) -> Iterator[TopologyError]:
    if not settings.admin_groups:
        yield TopologyError(
            path=f"{WHERE}.admin-groups",
            asked="the stack's configuration names no group that administers the cluster",
            allowed="local accounts are off, so without one nobody could make anything in it, `up` included",
            remedy="write the object id of an Entra group that you are in",
        )
    if len(topology.allowed_cidrs) > RANGES_AT_MOST:
        yield TopologyError(
            path="network.allowed_cidrs",
            asked=f"the plan allows {len(topology.allowed_cidrs)} ranges",
            allowed=f"AKS takes {RANGES_AT_MOST}",
            remedy="join neighbouring ranges",
        )
    for cidr in topology.allowed_cidrs:
        if ":" in cidr:
            yield TopologyError(
                path="network.allowed_cidrs",
                asked=f"the plan allows {cidr}",
                allowed="the API server of AKS has an IPv4 address alone",
                remedy="name the IPv4 range, or reach it through the network",
            )


def _names(topology: Topology) -> Iterator[TopologyError]:
    named = [("name", topology.name), *((f"storage[{one.name}].name", one.name) for one in topology.stores)]
    for path, name in named:
        if found := TRADEMARKS.search(name):
            yield TopologyError(
                path=path,
                asked=f'"{name}" would be part of an address',
                allowed=f'Azure lets no address have "{found.group()}" there',
                remedy="choose another name",
            )


def _zones(topology: Topology) -> Iterator[TopologyError]:
    for zone in topology.network.zones if topology.network else ():
        if availability_zone(zone) not in ZONES:
            yield TopologyError(
                path="network.zones",
                asked=f"the plan has zone {zone}",
                allowed=f"a region of Azure has the zones {', '.join(ZONES)}",
                remedy="give a count up to 3, or these names",
            )


def _keys(topology: Topology) -> Iterator[TopologyError]:
    rotation_s = topology.encryption.rotation_s
    if topology.encryption.key != "customer" or rotation_s is None:
        return
    if rotation_s % DAY_S or rotation_s < ROTATION_LEAST_DAYS * DAY_S:
        yield TopologyError(
            path="encryption.rotation",
            asked=f"the plan replaces keys every {rotation_s} seconds",
            allowed=f"Key Vault replaces them every so many whole days, {ROTATION_LEAST_DAYS} at least",
            remedy="write for example 365d",
        )


def _stores(topology: Topology) -> Iterator[TopologyError]:
    capacity: Counter[str] = Counter()
    for store in topology.stores:
        where = f"storage[{store.name}]"
        if store.kind == "object" and store.keep_s is not None and store.keep_s % DAY_S:
            yield TopologyError(
                path=f"{where}.keep",
                asked=f"the plan keeps objects for {store.keep_s} seconds",
                allowed="Azure removes what has become so many whole days old",
                remedy=f"write {-(-store.keep_s // DAY_S)}d",
            )
        if store.kind == "filesystem":
            size = lustre.sized(store.size_bytes, store.throughput_bytes_per_s)
            capacity[FILES_OF[segment_of_files(store)]] += size.capacity_tib if size else 0
            if size is None:
                yield _no_file_system(where)
    for use, capacity_tib in sorted(capacity.items()):
        if capacity_tib and topology.network is not None:
            yield from _files(topology.network, use, capacity_tib)


def _no_file_system(where: str) -> TopologyError:
    largest = max(tier.most_tib for tier in lustre.TIERS)
    fastest = max(tier.most_tib * tier.megabytes_per_s_per_tib for tier in lustre.TIERS) // 1000
    return TopologyError(
        path=where,
        asked="the file system is larger or faster than any of Azure Managed Lustre",
        allowed=f"one has at most {largest} TiB, or {fastest} GB/s",
        remedy="ask for less, or divide it into several stores",
    )


def _files(network: Network, use: str, capacity: int) -> Iterator[TopologyError]:
    subnet = next(one for one in regional_subnets("", network) if one.use == use)
    longest = lustre.prefix_for(capacity)
    own = IPv4Network(network.cidr).prefixlen
    if IPv4Network(subnet.cidr).prefixlen > longest:
        yield TopologyError(
            path="network.cidr",
            asked=f"file systems of {capacity} TiB stand in {subnet.cidr}",
            allowed=f"so many servers need a subnet of /{longest}",
            remedy=f"give a network of /{own - (IPv4Network(subnet.cidr).prefixlen - longest)}, or ask for less",
        )
