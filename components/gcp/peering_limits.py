"""Which networks may be joined on Google Cloud, what they may not overlap, and what is left to their owners. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from ipaddress import IPv4Network, collapse_addresses

from components.gcp.addresses import BLOCK_PREFIX, PODS, SEGMENT_BLOCKS
from components.gcp.adopted_subnets import AdoptedSubnets
from components.gcp.endpoints import GOOGLE_APIS
from components.gcp.settings import NETWORK
from components.topology import peers as peering
from components.topology.errors import TopologyError
from components.topology.model import Topology
from components.topology.network import ZONES_AT_MOST
from components.topology.peers import WHERE, Form, Peer

HUB = r"projects/[a-z0-9.:-]+/locations/global/hubs/[a-z0-9-]+"
LINK_LOCAL = "169.254.0.0/16"


def form(adopted: AdoptedSubnets | None) -> Form:
    """Return how a stack's configuration tells peers."""
    return Form(
        pattern=f"{NETWORK.pattern}|{HUB}",
        words="a path like projects/PROJECT/global/networks/NAME, or projects/PROJECT/locations/global/hubs/NAME",
        switches=("transit",),
        joins=adopted is None,
    )


def is_hub(peer: Peer) -> bool:
    """Return whether a peer is joined by a hub of Network Connectivity Center."""
    return peer.id is not None and "/hubs/" in peer.id


def to_endpoint(peers: Iterable[Peer]) -> tuple[str, ...]:
    """Return the ranges from which the API endpoint is reached.

    It is one of Private Service Connect, which no network that is peered reaches, and which a hub passes on
    (cloud.google.com, "Private Service Connect connection propagation").
    """
    return tuple(cidr for peer in peers if is_hub(peer) or peer.id is None for cidr in peer.ranges)


def kept_back(segments: Iterable[str]) -> tuple[str, ...]:
    """Return the ranges of pods and services that a hub is not told: all but those of pods of `segments`.

    Every plan has the same ones, so that a hub takes several plans whose pods call nobody, and one whose pods do.
    """
    left = [PODS]
    for told in (block for segment in segments for block in _pods_of(segment)):
        left = [
            rest
            for one in left
            for rest in (one.address_exclude(told) if told.subnet_of(one) else [one])
        ]  # fmt: skip
    return tuple(map(str, collapse_addresses(left)))


def _pods_of(segment: str) -> Iterator[IPv4Network]:
    """Yield the ranges of a segment's pods in every zone that a network can have, so that a zone more changes none."""
    first, bits = SEGMENT_BLOCKS[segment]
    for ordinal in range(ZONES_AT_MOST):
        start = int(PODS.network_address) + (first + ordinal * 2**bits) * 2 ** (32 - BLOCK_PREFIX)
        yield IPv4Network((start, BLOCK_PREFIX - bits))


def errors(
    topology: Topology, peers: tuple[Peer, ...], adopted: AdoptedSubnets | None
) -> Iterator[TopologyError]:
    """Yield every refusal of peers; none before the network itself is right."""
    taken = _taken(topology, adopted)
    if not taken:
        return
    yield from peering.errors(topology, peers, taken)
    for peer in peers:
        if peer.id is not None and not is_hub(peer) and not peer.reached_by:
            yield TopologyError(
                path=f"{WHERE}.{peer.name}.id",
                asked="a network is to be peered that no machine of the plan is told to call",
                allowed="Google passes the API endpoint on to no network that is peered, so it would serve nothing",
                remedy="name a hub of Network Connectivity Center, or say in reached-by who calls there",
            )
        if is_hub(peer) and peer.transit:
            yield TopologyError(
                path=f"{WHERE}.{peer.name}.transit",
                asked="a hub is given with it",
                allowed="a hub passes on whatever is joined to it",
                remedy="leave it out",
            )
    hubs = [peer.name for peer in peers if is_hub(peer)]
    if len(hubs) > 1:
        yield TopologyError(
            path=WHERE,
            asked=f"{' and '.join(hubs)} are hubs",
            allowed="a network is a spoke of one hub",
            remedy="join what lies behind them to one, or name networks",
        )


def _taken(topology: Topology, adopted: AdoptedSubnets | None) -> Mapping[str, str]:
    own = {"for Google itself on every machine": LINK_LOCAL, "for Google's own services": GOOGLE_APIS}
    if adopted is not None:
        return {
            "the plan's network": adopted.cidr, "the cluster's own subnet": adopted.system_cidr,
            "for services inside the cluster": adopted.services_cidr, **own,
        }  # fmt: skip
    if topology.network is None:
        return {}
    return {
        "the plan's network": topology.network.cidr,
        "for pods and services inside the cluster": str(PODS),
        **own,
    }


def owners_part(peer: Peer, cidr: str) -> str:
    """Return what the owner of a peer has to do, as a sentence."""
    start = f"{WHERE}.{peer.name}: its owner"
    if peer.id is None:
        return f"{start} joins it to the adopted network; its ranges are let in at the API endpoint"
    if is_hub(peer):
        return (
            f"{start} accepts the spoke if the hub is another project's, and lets it pass Private Service Connect on "
            f"(`gcloud network-connectivity hubs update --export-psc`), by which the API endpoint in {cidr} is reached"
        )
    beyond = ", and exports its custom routes" if peer.transit else ""
    return f"{start} peers {peer.id} back to the plan's network{beyond}; the API endpoint is not reached by this way"
