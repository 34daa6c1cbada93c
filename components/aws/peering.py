"""Joins networks that exist: our side of a VPC peering, or an attachment to a transit gateway, with routes and rules.

Peers reach the API endpoint, and machines call peers where they are told to; machines of other segments get no route.
It makes nothing in a peer. `peering_limits.py` says what may be joined.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import ec2, ec2transitgateway, vpc

from components.aws import names
from components.aws.firewall import CONTROL_PLANE, HTTPS
from components.aws.peering_limits import is_elsewhere, is_gateway
from components.topology.model import Topology
from components.topology.peers import Peer


@dataclass(frozen=True, kw_only=True)
class AwsPeeringArgs:
    """The topology, its peers, and what of the network is joined.

    `subnet_ids` are one of each zone; `route_table_ids` are those of machines, by zone, `control_plane_table_ids` those
    of the API endpoint. All are empty where the network is adopted, since no peer has an id then.
    """

    topology: Topology
    peers: Sequence[Peer]
    network_id: pulumi.Input[str]
    subnet_ids: Sequence[pulumi.Input[str]]
    route_table_ids: Mapping[str, pulumi.Input[str]]
    control_plane_table_ids: Mapping[str, pulumi.Input[str]]
    group_ids: Mapping[str, pulumi.Input[str]]


class AwsPeering(pulumi.ComponentResource):
    """Our side of every peer; `connection_ids` are by its name."""

    connection_ids: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AwsPeeringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:aws:Peering", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        joined = {peer.name: self._gateway(peer) if is_gateway(peer) else self._connection(peer)
                  for peer in args.peers if peer.id is not None}  # fmt: skip
        for peer in args.peers:
            if peer.name in joined:
                self._routes(peer, joined[peer.name])
            self._into(peer)
            self._out_of(peer)
        self.connection_ids = {key: made.id for key, made in joined.items()}
        self.register_outputs({"connection_ids": self.connection_ids})

    def _connection(self, peer: Peer) -> ec2.VpcPeeringConnection:
        return ec2.VpcPeeringConnection(
            f"{self._name}-connection-{peer.name}",
            vpc_id=self._args.network_id,
            peer_vpc_id=str(peer.id),
            peer_owner_id=peer.account,
            peer_region=peer.region,
            auto_accept=not is_elsewhere(peer),
            tags=names.tags(self._args.topology, f"to-{peer.name}"),
            opts=self._below,
        )

    def _gateway(self, peer: Peer) -> ec2transitgateway.VpcAttachment:
        return ec2transitgateway.VpcAttachment(
            f"{self._name}-attachment-{peer.name}",
            transit_gateway_id=str(peer.id),
            vpc_id=self._args.network_id,
            subnet_ids=list(self._args.subnet_ids),
            dns_support="enable",
            ipv6_support="disable",
            appliance_mode_support="disable",
            tags=names.tags(self._args.topology, f"to-{peer.name}"),
            # One VPC is attached to a gateway once.
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )

    def _routes(self, peer: Peer, joined: pulumi.CustomResource) -> None:
        """Lead answers of the API endpoint to a peer, and machines' calls where some are told to call it.

        Routes go before what they lead through, which a gateway's id alone would not tell.
        """
        way: dict[str, Any] = (
            {"transit_gateway_id": peer.id} if is_gateway(peer) else {"vpc_peering_connection_id": joined.id}
        )
        after = pulumi.ResourceOptions(parent=self, depends_on=[joined])
        tables = {
            **self._args.control_plane_table_ids,
            **(self._args.route_table_ids if peer.reached_by else {}),
        }
        for key, table in tables.items():
            for cidr in peer.ranges:
                ec2.Route(
                    f"{self._name}-route-{peer.name}-{key}-{_key(cidr)}", route_table_id=table,
                    destination_cidr_block=cidr, opts=after, **way,
                )  # fmt: skip

    def _into(self, peer: Peer) -> None:
        for cidr in peer.ranges:
            vpc.SecurityGroupIngressRule(
                f"{self._name}-in-{peer.name}-{_key(cidr)}",
                security_group_id=self._args.group_ids[CONTROL_PLANE],
                cidr_ipv4=cidr,
                **self._what(peer, HTTPS, f"{peer.name} calls the API server"),
            )

    def _out_of(self, peer: Peer) -> None:
        for segment, port, cidr in _calls(peer):
            vpc.SecurityGroupEgressRule(
                f"{self._name}-out-{segment}-{peer.name}-{port}-{_key(cidr)}",
                security_group_id=self._args.group_ids[segment],
                cidr_ipv4=cidr,
                **self._what(peer, port, f"{segment} calls {peer.name}"),
            )

    def _what(self, peer: Peer, port: int, reason: str) -> dict[str, Any]:
        return {
            "ip_protocol": "tcp", "from_port": port, "to_port": port, "description": reason,
            "tags": names.tags(self._args.topology, f"peer-{peer.name}"), "opts": self._below,
        }  # fmt: skip


def _calls(peer: Peer) -> Iterable[tuple[str, int, str]]:
    return (
        (segment, port, cidr)
        for segment, ports in peer.reached_by.items()
        for port in ports
        for cidr in peer.ranges
    )


def _key(cidr: str) -> str:
    return cidr.replace("/", "-")
