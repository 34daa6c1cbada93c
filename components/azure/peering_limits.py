"""Which networks may be joined on Azure, what they may not overlap, and what is left to their owners. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from components.azure.addresses import POD_CIDR, SERVICE_CIDR
from components.azure.settings import NETWORK_ID, AdoptedNetwork
from components.topology import peers as peering
from components.topology.errors import TopologyError
from components.topology.model import Topology
from components.topology.names import digest
from components.topology.peers import WHERE, Form, Peer

FIRST_PRIORITY, PRIORITIES = 1000, 3000
"""Of the rules of peers, behind all others of ours but those that deny the rest; Azure takes 100 to 4096."""
PLATFORM, LINK_LOCAL = "168.63.129.16/32", "169.254.0.0/16"
"""Names and health ("What is IP address 168.63.129.16?"), and what machines ask of themselves."""


def form(adopted: AdoptedNetwork | None) -> Form:
    """Return how a stack's configuration tells peers."""
    return Form(
        pattern=NETWORK_ID,
        words="the id of a virtual network (/subscriptions/…/virtualNetworks/NAME)",
        switches=("transit",),
        joins=adopted is None,
    )


def priority(peer: Peer) -> int:
    """Return the priority of a peer's rules: from its name alone, so that no peer moves another's."""
    return FIRST_PRIORITY + int(digest(peer.name), 16) % PRIORITIES


def errors(
    topology: Topology, peers: tuple[Peer, ...], adopted: AdoptedNetwork | None = None
) -> Iterator[TopologyError]:
    """Yield every refusal of peers; none before the network itself is right."""
    if topology.network is None:
        return
    yield from peering.errors(topology, peers, _taken(adopted.cidr if adopted else topology.network.cidr))
    ways_on = [peer.name for peer in peers if peer.transit]
    if len(ways_on) > 1:
        yield TopologyError(
            path=WHERE,
            asked=f"{' and '.join(ways_on)} have transit",
            allowed="a network uses the gateways of one other",
            remedy="leave it out of all but one",
        )
    for one, other in combinations(peers, 2):
        if priority(one) == priority(other):
            yield TopologyError(
                path=f"{WHERE}.{other.name}",
                asked=f"its rules would have the priority of those of {one.name}",
                allowed="a security group has one rule of each priority, and here it follows from the name",
                remedy="name it otherwise",
            )


def _taken(cidr: str) -> Mapping[str, str]:
    return {
        "the plan's network": cidr, "for pods": POD_CIDR, "for services inside the cluster": SERVICE_CIDR,
        "for Azure itself": PLATFORM, "for Azure itself on every machine": LINK_LOCAL,
    }  # fmt: skip


def owners_part(peer: Peer, cidr: str) -> str:
    """Return what the owner of a peer has to do, as a sentence."""
    start = f"{WHERE}.{peer.name}: its owner"
    if peer.id is None:
        return f"{start} joins it to the adopted network, whose own rules let its ranges in"
    gateway = ", lets this peering use its gateways before `up` asks for it" if peer.transit else ""
    return (
        f"{start} peers it back to the plan's network with {cidr}{gateway}, and has servers of names of its own "
        "forward to Azure's, where the API endpoint's name is known by a link"
    )
