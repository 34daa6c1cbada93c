"""Whether the subnets have addresses for the nodes that the pools may grow to, and for pods that take some."""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Network

from components.topology.errors import TopologyError
from components.topology.model import Network, Pool, Subnet

PODS_TAKE_SUBNET_ADDRESSES = frozenset({"aws"})
"""EKS's own network plugin gives every pod an address of the node's subnet. GKE takes them from a second range, and
AKS with its overlay from one outside the network.
"""
KEPT_BY_THE_PROVIDER = {"aws": 5, "azure": 5, "gcp": 4}
"""Addresses of each subnet that nobody gets: network, router, names and broadcast, and one kept for later."""

WIDEST_PREFIX = 16
"""The widest network that every cloud makes."""


def room_errors(
    provider: str, network: Network, pools: Iterable[Pool], segments: Mapping[str, str]
) -> list[TopologyError]:
    """Return a refusal for each segment and zone whose subnet is too small for its pools at their maximum.

    `segments` are by cluster. A pool spreads evenly over its zones, where each has the share rounded up.
    """
    there: dict[tuple[str, str], list[tuple[Pool, int]]] = {}
    for pool in pools:
        for zone in pool.zones:
            share = -(-pool.maximum // len(pool.zones))
            there.setdefault((segments[pool.cluster], zone), []).append((pool, share))
    subnets = {(subnet.segment, subnet.zone): subnet for subnet in network.subnets}
    errors = []
    for place, members in sorted(there.items(), key=lambda each: each[0]):
        subnet = subnets[place]
        needed = sum(nodes * addresses_per_node(provider, pool) for pool, nodes in members)
        if needed > usable_addresses(provider, subnet):
            errors.append(_too_small(provider, network, subnet, members, needed))
    return errors


def addresses_per_node(provider: str, pool: Pool) -> int:
    """Return how many addresses of its subnet a node of a pool takes, its own among them."""
    return 1 + (pool.pods_per_node or 0 if provider in PODS_TAKE_SUBNET_ADDRESSES else 0)


def usable_addresses(provider: str, subnet: Subnet) -> int:
    """Return how many addresses of a subnet machines and pods can get."""
    return max(0, IPv4Network(subnet.cidr).num_addresses - KEPT_BY_THE_PROVIDER[provider])


def _too_small(
    provider: str, network: Network, subnet: Subnet, members: list[tuple[Pool, int]], needed: int
) -> TopologyError:
    room = usable_addresses(provider, subnet)
    nodes = sum(share for _, share in members)
    names = ", ".join(sorted({f"{pool.cluster}/{pool.name}" for pool, _ in members}))
    wider = IPv4Network(network.cidr).prefixlen
    while wider > WIDEST_PREFIX and room < needed:
        wider, room = wider - 1, 2 * room
    lower = "lower the counts of these pools, or name more zones"
    return TopologyError(
        path="network.cidr",
        asked=f"{names} may have {nodes} nodes in zone {subnet.zone}, which take {needed} addresses",
        allowed=f"the {subnet.segment} subnet there, {subnet.cidr}, has {usable_addresses(provider, subnet)}",
        remedy=f"give a network of /{wider}, or {lower}" if room >= needed else lower,
    )
