"""Who may open connections to whom between subnets: the rules of the network security groups, as plain data. Pure.

Azure's own last rules let a whole network talk to itself and to the internet. Here the last rules deny everything, and
each one before them says what it is for. Between pods, network policies decide; these rules keep machines of training
and serving apart below them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from components.azure.addresses import (
    API_SERVER,
    ENDPOINTS,
    FILES_OF,
    POD_CIDR,
    SYSTEM,
    regional_subnets,
    segment_cidrs,
)
from components.topology.model import Network
from components.topology.network import SEGMENTS

Direction = Literal["Inbound", "Outbound"]

FIRST_PRIORITY = 100
LAST_PRIORITY = 4096
"""The lowest priority that Azure takes; its own rules come after it."""

ANY = "*"
LUSTRE_PORTS = ("988", "1019-1023")
"""LNet, and the ports from which its servers answer ("Azure Managed Lustre prerequisites"). Beside its clients Azure's
own watch comes in ("Configure a network security group for Azure Managed Lustre file systems")."""
API_PORTS = ("443", "4443")
"""The API server, and the port through which the nodes' tunnel reaches it ("API Server VNet Integration")."""
API_PROBE_PORT = "9988"
NETWORK = "network"
NODES = ("training", "serving", SYSTEM)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """Connections that are allowed or denied; `peers` are ranges or one of Azure's service tags."""

    name: str
    direction: Direction
    priority: int
    peers: tuple[str, ...] = (ANY,)
    protocol: str = ANY
    ports: tuple[str, ...] = (ANY,)
    access: Literal["Allow", "Deny"] = "Allow"


Ranges = dict[str, tuple[str, ...]]
Way = tuple[str, tuple[str, ...], str, tuple[str, ...]]
"""Name, peers, protocol, ports. Without peers there is no rule, and the next one keeps its priority all the same: Azure
takes no two rules of one, not even while one of them is about to change."""


def groups() -> tuple[str, ...]:
    """Return what has a security group of its own: every segment, and everything that lies in no zone."""
    return (*(segment for segment, _ in SEGMENTS), SYSTEM, ENDPOINTS, API_SERVER, *FILES_OF.values())


def rules_of(group: str, network: Network, mounting: Collection[str] = ()) -> tuple[Rule, ...]:
    """Return the rules of a security group, the strongest first; the last two deny what no other allows.

    `mounting` are the groups of `NODES` whose machines mount a file system.
    """
    ranges = _ranges(network)
    into, out_of = _into(group, ranges, mounting), _out_of(group, ranges, mounting)
    found = [*_numbered("Inbound", into), *_numbered("Outbound", out_of)]
    directions: tuple[Direction, ...] = ("Inbound", "Outbound")
    for direction in directions:
        name = f"deny-{direction.lower()}"
        found.append(Rule(name=name, direction=direction, priority=LAST_PRIORITY, access="Deny"))
    return tuple(found)


def _ranges(network: Network) -> Ranges:
    regional = {one.use: (one.cidr,) for one in regional_subnets("", network)}
    segments = {segment: tuple(segment_cidrs(network, segment)) for segment, _ in SEGMENTS}
    return {**segments, **regional, NETWORK: (network.cidr,)}


def _numbered(direction: Direction, ways: Iterator[Way]) -> Iterator[Rule]:
    for number, (name, peers, protocol, ports) in enumerate(ways):
        if not peers:
            continue
        yield Rule(
            name=name, direction=direction, priority=FIRST_PRIORITY + 10 * number,
            peers=peers, protocol=protocol, ports=ports,
        )  # fmt: skip


def _into(group: str, ranges: Ranges, mounting: Collection[str]) -> Iterator[Way]:
    if group in NODES:
        for peer in _neighbours(group):
            yield f"from-{peer}", ranges[peer], ANY, (ANY,)
        yield "from-pods", (POD_CIDR,), ANY, (ANY,)
        yield "from-api-server", ranges[API_SERVER], "Tcp", (ANY,)
        yield "from-load-balancer", ("AzureLoadBalancer",), ANY, (ANY,)
    elif group == ENDPOINTS:
        yield "from-api-server", ranges[API_SERVER], "Tcp", ("443",)
        for peer in NODES:
            yield f"from-{peer}", ranges[peer], "Tcp", ("443",)
    elif group == API_SERVER:
        # Not Azure's tag of that name, which has the networks that are joined too.
        yield "from-network", ranges[NETWORK], "Tcp", API_PORTS
        yield "from-load-balancer", ("AzureLoadBalancer",), "Tcp", (API_PROBE_PORT,)
    elif group in FILES_OF.values():
        yield f"from-{group}", ranges[group], ANY, (ANY,)
        for peer in _clients(group):
            yield f"from-{peer}", ranges[peer] if peer in mounting else (), "Tcp", LUSTRE_PORTS
        yield "from-azure", ("AzureMonitor",), "Tcp", (ANY,)


def _out_of(group: str, ranges: Ranges, mounting: Collection[str]) -> Iterator[Way]:
    if group in NODES:
        for peer in _neighbours(group):
            yield f"to-{peer}", ranges[peer], ANY, (ANY,)
        yield "to-pods", (POD_CIDR,), ANY, (ANY,)
        yield "to-api-server", ranges[API_SERVER], "Tcp", API_PORTS
        yield "to-endpoints", ranges[ENDPOINTS], "Tcp", ("443",)
        yield "to-images-and-identity", ("Internet",), "Tcp", ("443",)
    if group in mounting:
        yield "to-files", ranges[FILES_OF[group]], "Tcp", LUSTRE_PORTS
    elif group == API_SERVER:
        for peer in NODES:
            yield f"to-{peer}", ranges[peer], "Tcp", (ANY,)
        yield "to-pods", (POD_CIDR,), "Tcp", (ANY,)
        yield "to-endpoints", ranges[ENDPOINTS], "Tcp", ("443",)
        yield "to-azure", ("AzureCloud",), "Tcp", ("443",)
    elif group in FILES_OF.values():
        yield f"to-{group}", ranges[group], ANY, (ANY,)
        for peer in _clients(group):
            yield f"to-{peer}", ranges[peer] if peer in mounting else (), "Tcp", LUSTRE_PORTS
        yield "to-azure", ("AzureCloud",), ANY, (ANY,)


def _clients(files: str) -> tuple[str, ...]:
    """Return whose machines may mount the file systems of a subnet."""
    return tuple(segment for segment, use in FILES_OF.items() if use == files)


def _neighbours(group: str) -> tuple[str, ...]:
    """Return whose machines those of a group talk to: their own kind, and the cluster's services; those, to all."""
    return NODES if group == SYSTEM else (group, SYSTEM)
