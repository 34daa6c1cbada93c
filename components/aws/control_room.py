"""Whether the subnets of private endpoints and of the system's machines have addresses for both. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from components.aws.addons import MINIMUM_ADDRESSES
from components.aws.endpoints import SERVICES
from components.aws.system_machines import system_machines
from components.topology.errors import TopologyError
from components.topology.model import Network, Topology
from components.topology.room import WIDEST_PREFIX, usable_addresses

SEGMENT = "control"


def errors(topology: Topology, network: Network) -> Iterator[TopologyError]:
    """Yield a refusal where a zone's subnet is too small; all zones have equal ones, so the first is told.

    An endpoint of each service takes an address; while machines are made anew, there are twice as many of them, each
    with its own and with those that the network plugin takes for pods at once.
    """
    machines = 2 * system_machines(topology, len(network.zones))
    needed = len(SERVICES) + machines * (1 + MINIMUM_ADDRESSES)
    for subnet in network.subnets:
        if subnet.segment != SEGMENT or (there := usable_addresses("aws", subnet)) >= needed:
            continue
        yield TopologyError(
            path="network.cidr",
            asked=f"{len(SERVICES)} private endpoints and {machines} machines of the system, while they are made anew, "
            f"take {needed} addresses in zone {subnet.zone}",
            allowed=f"the {SEGMENT} subnet there, {subnet.cidr}, has {there}",
            remedy=f"give a network of /{_wide_enough(network, there, needed)}",
        )
        return


def _wide_enough(network: Network, there: int, needed: int) -> int:
    prefix = IPv4Network(network.cidr).prefixlen
    while there < needed and prefix > WIDEST_PREFIX:
        prefix, there = prefix - 1, 2 * there
    return prefix
