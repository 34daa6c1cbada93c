"""Joins networks that exist: our side of a VPC Network Peering, or a spoke of a hub, and rules for what calls them.

Google leads every subnet's routes to whatever is joined, so rules keep machines from a peer that they are not told to
call. It makes nothing in a peer. `peering_limits.py` says what may be joined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_gcp import compute, networkconnectivity

from components.gcp import names
from components.gcp.addresses import ranges_of
from components.gcp.firewall import APART, TOLD, rule
from components.gcp.peering_limits import is_hub, kept_back
from components.topology.model import Network, Topology
from components.topology.peers import Peer


@dataclass(frozen=True, kw_only=True)
class GcpPeeringArgs:
    """The topology, its peers, its network, and the network that was made of it."""

    topology: Topology
    peers: Sequence[Peer]
    network: Network
    network_id: pulumi.Input[str]


class GcpPeering(pulumi.ComponentResource):
    """Our side of every peer that has an id; `connection_ids` are by its name."""

    connection_ids: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: GcpPeeringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:gcp:Peering", name, None, opts)
        self._name, self._args = name, args
        joined = [peer for peer in args.peers if peer.id is not None]
        # Rules stand before the way is there, and so go after it.
        rules = {peer.name: self._rules(peer) for peer in joined}
        self.connection_ids = {
            peer.name: (self._spoke if is_hub(peer) else self._connection)(peer, rules[peer.name])
            for peer in joined
        }
        self.register_outputs({"connection_ids": self.connection_ids})

    def _connection(self, peer: Peer, rules: Sequence[pulumi.Resource]) -> pulumi.Output[str]:
        return compute.NetworkPeering(
            f"{self._name}-connection-{peer.name}",
            name=names.own(self._args.topology, "to", peer.name),
            network=self._args.network_id,
            peer_network=str(peer.id),
            import_custom_routes=peer.transit,
            # The way to Google's services and NAT are ours alone.
            export_custom_routes=False,
            import_subnet_routes_with_public_ip=False,
            export_subnet_routes_with_public_ip=False,
            stack_type="IPV4_ONLY",
            opts=self._after(rules),
        ).id

    def _spoke(self, peer: Peer, rules: Sequence[pulumi.Resource]) -> pulumi.Output[str]:
        return networkconnectivity.Spoke(
            f"{self._name}-spoke-{peer.name}",
            name=names.own(self._args.topology, "to", peer.name),
            location="global",
            hub=str(peer.id),
            description=f"Groundplan: {self._args.topology.name}",
            linked_vpc_network=networkconnectivity.SpokeLinkedVpcNetworkArgs(
                uri=self._args.network_id, exclude_export_ranges=list(kept_back(peer.reached_by))
            ),
            labels=names.labels(self._args.topology),
            opts=self._after(rules),
        ).id

    def _after(self, rules: Sequence[pulumi.Resource]) -> pulumi.ResourceOptions:
        # Two networks are joined once, and a network is a spoke of one hub.
        return pulumi.ResourceOptions(parent=self, delete_before_replace=True, depends_on=list(rules))

    def _rules(self, peer: Peer) -> list[pulumi.Resource]:
        """Close a peer to machines and pods, but for segments and ports that are told."""
        args, below = self._args, pulumi.ResourceOptions(parent=self)
        closed = rule(
            f"{self._name}-out-{peer.name}", args.topology, args.network_id, f"peer-out-{peer.name}", "EGRESS", APART,
            denied=True, destinations=peer.ranges, opts=below,
        )  # fmt: skip
        told = [
            rule(
                f"{self._name}-{segment}-to-{peer.name}", args.topology, args.network_id,
                f"peer-{segment}-to-{peer.name}", "EGRESS", TOLD, ports=[str(port) for port in ports],
                sources=ranges_of(args.network, segment), destinations=peer.ranges, opts=below,
            )
            for segment, ports in peer.reached_by.items()
        ]  # fmt: skip
        return [closed, *told]
