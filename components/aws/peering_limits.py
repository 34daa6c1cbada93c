"""Which networks may be joined on AWS, what they may not overlap, and what is left to their owners. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from components.aws.addresses import service_cidr
from components.aws.adopted_subnets import AdoptedSubnets
from components.aws.network_limits import REGION
from components.topology import peers as peering
from components.topology.errors import TopologyError
from components.topology.model import Topology
from components.topology.peers import WHERE, Form, Peer

VPC = r"vpc-[0-9a-f]{8}(?:[0-9a-f]{9})?"
GATEWAY = r"tgw-[0-9a-f]{8}(?:[0-9a-f]{9})?"
RANGES_AT_MOST = 40
"""Amazon VPC, "Quotas": 50 routes a table and 60 rules a group, unless AWS is asked for more; some are ours already."""
LINK_LOCAL = "169.254.0.0/16"


def form(adopted: AdoptedSubnets | None) -> Form:
    """Return how a stack's configuration tells peers."""
    return Form(
        pattern=f"{VPC}|{GATEWAY}",
        words="the id of a VPC (vpc-…) or of a transit gateway (tgw-…)",
        texts={
            "account": (r"[0-9]{12}", "the 12 digits of the account that owns the VPC"),
            "region": (REGION.pattern, "the region of the VPC, such as us-east-1"),
        },
        joins=adopted is None,
    )


def is_gateway(peer: Peer) -> bool:
    """Return whether a peer is joined by a transit gateway."""
    return peer.id is not None and peer.id.startswith("tgw-")


def is_elsewhere(peer: Peer) -> bool:
    """Return whether a VPC is another account's or region's, so that only its owner can accept."""
    return peer.account is not None or peer.region is not None


def errors(
    topology: Topology, peers: tuple[Peer, ...], adopted: AdoptedSubnets | None
) -> Iterator[TopologyError]:
    """Yield every refusal of peers; none before the network itself is right."""
    cidr = adopted.cidr if adopted else topology.network.cidr if topology.network else None
    if cidr is None:
        return
    yield from peering.errors(topology, peers, _taken(cidr))
    if sum(len(peer.ranges) for peer in peers) > RANGES_AT_MOST:
        yield TopologyError(
            path=WHERE,
            asked=f"peers have {sum(len(peer.ranges) for peer in peers)} ranges",
            allowed=f"route tables and security groups have room for {RANGES_AT_MOST}",
            remedy="join ranges that lie side by side",
        )
    for peer in peers:
        if is_gateway(peer) and is_elsewhere(peer):
            yield TopologyError(
                path=f"{WHERE}.{peer.name}.id",
                asked="a transit gateway is given with an account or a region",
                allowed="one is joined in its own region, and whose it is makes no difference",
                remedy="leave account and region out, and name a gateway of the plan's region",
            )


def _taken(cidr: str) -> Mapping[str, str]:
    return {
        "the plan's network": cidr,
        "for services inside the cluster": service_cidr(cidr),
        "for AWS itself on every machine": LINK_LOCAL,
    }


def owners_part(peer: Peer, cidr: str) -> str:
    """Return what the owner of a peer has to do, as a sentence."""
    start, back = f"{WHERE}.{peer.name}: its owner", f"routes {cidr} back"
    if peer.id is None:
        return f"{start} joins it to the adopted network; its ranges are let in at the API endpoint"
    if is_gateway(peer):
        return (
            f"{start} {back} through {peer.id}, and accepts the attachment where the gateway does not by itself; "
            "until then routes to it fail, and the next `up` makes them"
        )
    accepts = "accepts the peering connection and " if is_elsewhere(peer) else ""
    return f"{start} {accepts}{back} through it"
