"""Joins networks that exist: our side of a virtual network peering, the API endpoint's name there, and rules.

Peers reach the API endpoint, and machines call peers where they are told to. It makes nothing in a peer but the link of
a name. `peering_limits.py` says what may be joined.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import network, privatedns

from components.azure.addresses import API_SERVER
from components.azure.names import LINK_LIMIT, named, tags
from components.azure.network import security_rule
from components.azure.peering_limits import priority
from components.azure.rules import Rule
from components.topology.model import Topology
from components.topology.names import bounded
from components.topology.peers import Peer

PEERING_LIMIT = 80


@dataclass(frozen=True, kw_only=True)
class AzurePeeringArgs:
    """The topology, its peers, and what of the network is joined; nothing is where it is adopted.

    `group_names` are security groups by what they are for, `zone_name` is the private DNS zone of the API endpoint.
    `network` has to be whole: a virtual network takes one change at a time.
    """

    topology: Topology
    peers: Sequence[Peer]
    group: pulumi.Input[str]
    network: pulumi.Resource
    network_name: pulumi.Input[str]
    group_names: Mapping[str, pulumi.Input[str]]
    zone_name: pulumi.Input[str]


class AzurePeering(pulumi.ComponentResource):
    """Our side of every peer; `connection_ids` are by its name."""

    connection_ids: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AzurePeeringArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:azure:Peering", name, None, opts)
        self._name, self._args = name, args
        last, ids = args.network, {}
        self._last_rule: dict[str, pulumi.Resource] = {}
        for peer in args.peers:
            self._rules(peer)
            last = self._connection(peer, last)
            self._name_there(peer, last)
            ids[peer.name] = last.id
        self.connection_ids = ids
        self.register_outputs({"connection_ids": self.connection_ids})

    def _connection(self, peer: Peer, after: pulumi.Resource) -> network.VirtualNetworkPeering:
        return network.VirtualNetworkPeering(
            f"{self._name}-connection-{peer.name}",
            resource_group_name=self._args.group,
            virtual_network_name=self._args.network_name,
            virtual_network_peering_name=bounded(f"to-{peer.name}", PEERING_LIMIT),
            remote_virtual_network={"id": peer.id},
            allow_virtual_network_access=True,
            allow_forwarded_traffic=peer.transit,
            allow_gateway_transit=False,
            use_remote_gateways=peer.transit,
            opts=self._options(after),
        )

    def _name_there(self, peer: Peer, connection: pulumi.Resource) -> None:
        """Make the API endpoint's name known in a peer; it goes before the way does."""
        privatedns.VirtualNetworkLink(
            f"{self._name}-name-{peer.name}",
            resource_group_name=self._args.group,
            private_zone_name=self._args.zone_name,
            virtual_network_link_name=named(self._args.topology, f"peer-{peer.name}", LINK_LIMIT),
            location="Global",
            registration_enabled=False,
            virtual_network={"id": peer.id},
            tags=tags(self._args.topology),
            opts=self._options(connection),
        )

    def _rules(self, peer: Peer) -> None:
        """Make a peer's rules once subnets have the groups, one of a group after the other: it takes one at a time."""
        for group, rule in rules_of(peer):
            self._last_rule[group] = security_rule(
                f"{self._name}-rule-{group}-{rule.name}", self._args.group, self._args.group_names[group], rule,
                self._options(self._last_rule.get(group, self._args.network)),
            )  # fmt: skip

    def _options(self, after: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(parent=self, delete_before_replace=True, depends_on=[after])


def rules_of(peer: Peer) -> tuple[tuple[str, Rule], ...]:
    """Return the rules that a peer adds to security groups, each with what the group is for."""
    into = Rule(
        name=f"from-peer-{peer.name}", direction="Inbound", priority=priority(peer), peers=peer.ranges,
        protocol="Tcp", ports=("443",),
    )  # fmt: skip
    calls = [
        (segment, Rule(
            name=f"to-peer-{peer.name}", direction="Outbound", priority=priority(peer), peers=peer.ranges,
            protocol="Tcp", ports=tuple(map(str, ports)),
        ))
        for segment, ports in peer.reached_by.items()
    ]  # fmt: skip
    return ((API_SERVER, into), *calls)
