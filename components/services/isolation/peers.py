"""The ways to networks that are joined: from the Ray nodes of the segments that are told to call them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from components.services.isolation import ends
from components.services.isolation.ways import Way, addresses, way
from components.topology.model import Topology
from components.topology.peers import Peer


def peer_ways(topology: Topology, peers: Iterable[Peer]) -> Iterator[Way]:
    """Yield a way for every cluster in a segment that a peer is reached by."""
    for peer in peers:
        destination = addresses(f"peer.{peer.name}", peer.ranges)
        for cluster in topology.clusters:
            if ports := peer.reached_by.get(cluster.segment):
                what = f"tcp-{'-'.join(map(str, ports))}"
                reason = f"the stack lets {cluster.segment} call {peer.name}"
                yield way(ends.ray_nodes(topology, cluster), destination, what, ports, reason)
