"""Makes the private network: subnets of the topology, ways out, security groups, names of private endpoints.

It makes no public address but those of the ways out, and no endpoint: whoever makes a service makes its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_azure_native import network, privatedns

from components.azure.addresses import (
    API_SERVER,
    ENDPOINTS,
    FILES_OF,
    SYSTEM,
    availability_zone,
    regional_subnets,
)
from components.azure.names import NETWORK_LIMIT, api_zone, named, tags
from components.azure.private_access import BLOB, FOLDERS, VAULT, ZONES
from components.azure.rules import Rule, groups, rules_of
from components.topology.model import Network, Topology
from components.topology.rights import segments_with_files

WITH_A_WAY_OUT = frozenset({"training", "serving", SYSTEM, *FILES_OF.values()})
"""Nodes pull images and ask for identities; Lustre asks Azure's own services. Nothing else leaves the network."""

DELEGATED = {API_SERVER: "Microsoft.ContainerService/managedClusters"}


@dataclass(frozen=True, kw_only=True)
class AzureNetworkArgs:
    """The topology and its network, the stack's resource group, and what has a private DNS zone."""

    topology: Topology
    network: Network
    group: pulumi.Input[str]
    services: tuple[str, ...] = (BLOB, FOLDERS, VAULT)


class AzureNetwork(pulumi.ComponentResource):
    """A virtual network. `subnet_ids` are by segment and zone, `regional_ids` by use, `dns_zone_ids` by service.

    `group_names` are security groups by what they are for.
    """

    network_id: pulumi.Output[str]
    network_name: pulumi.Output[str]
    group_names: Mapping[str, pulumi.Output[str]]
    subnet_ids: Mapping[str, Mapping[str, pulumi.Output[str]]]
    regional_ids: Mapping[str, pulumi.Output[str]]
    dns_zone_ids: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AzureNetworkArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:azure:Network", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self, delete_before_replace=True)
        self._mounting = segments_with_files(args.topology)
        self._network = network.VirtualNetwork(
            f"{name}-network",
            virtual_network_name=named(args.topology, "network", NETWORK_LIMIT),
            address_space={"address_prefixes": [args.network.cidr]},
            opts=pulumi.ResourceOptions(parent=self, protect=args.topology.deletion_protection),
            **self._place(),
        )
        self._rules: dict[str, list[pulumi.Resource]] = {}
        self._groups = {group: self._security_group(group) for group in groups()}
        self._ways_out = {zone: self._way_out(zone) for zone in args.network.zones}
        self.network_id, self.network_name = self._network.id, self._network.name
        self.group_names = {group: made.name for group, made in self._groups.items()}
        self._last_subnet: list[pulumi.Resource] = []
        self.subnet_ids = self._subnets()
        self.regional_ids = self._regional_subnets()
        self.dns_zone_ids = {service: self._dns_zone(service) for service in args.services}
        self.register_outputs(
            {
                "network_id": self.network_id, "subnet_ids": self.subnet_ids,
                "regional_ids": self.regional_ids, "dns_zone_ids": self.dns_zone_ids,
            }
        )  # fmt: skip

    def _place(self) -> dict[str, Any]:
        topology = self._args.topology
        return {
            "resource_group_name": self._args.group, "location": topology.location, "tags": tags(topology),
        }  # fmt: skip

    def _security_group(self, group: str) -> network.NetworkSecurityGroup:
        made = network.NetworkSecurityGroup(
            f"{self._name}-group-{group}",
            network_security_group_name=named(self._args.topology, group),
            opts=self._below,
            **self._place(),
        )
        last: list[pulumi.Resource] = []
        for rule in rules_of(group, self._args.network, self._mounting):
            # A security group takes one change at a time, and none while a subnet takes it.
            after = pulumi.ResourceOptions.merge(self._below, pulumi.ResourceOptions(depends_on=last))
            name = f"{self._name}-rule-{group}-{rule.name}"
            last = [security_rule(name, self._args.group, made.name, rule, after)]
        self._rules[group] = last
        return made

    def _way_out(self, zone: str) -> network.NatGateway:
        zones = [availability_zone(zone)]
        address = network.PublicIPAddress(
            f"{self._name}-address-{zone}",
            public_ip_address_name=named(self._args.topology, f"nat-{zone}"),
            public_ip_address_version="IPv4",
            public_ip_allocation_method="Static",
            sku={"name": "Standard"},
            zones=zones,
            opts=self._below,
            **self._place(),
        )
        return network.NatGateway(
            f"{self._name}-nat-{zone}",
            nat_gateway_name=named(self._args.topology, f"nat-{zone}"),
            public_ip_addresses=[{"id": address.id}],
            sku={"name": "Standard"},
            zones=zones,
            opts=self._below,
            **self._place(),
        )

    def _subnets(self) -> dict[str, dict[str, pulumi.Output[str]]]:
        found: dict[str, dict[str, pulumi.Output[str]]] = {}
        for one in self._args.network.subnets:
            made = self._subnet(f"{one.segment}-{one.zone}", one.name, one.cidr, one.segment, one.zone)
            found.setdefault(one.segment, {})[one.zone] = made
        return found

    def _regional_subnets(self) -> dict[str, pulumi.Output[str]]:
        first = self._args.network.zones[0]
        return {
            one.use: self._subnet(one.use, one.name, one.cidr, one.use, first)
            for one in regional_subnets(self._args.topology.name, self._args.network)
        }

    def _subnet(self, key: str, physical: str, cidr: str, group: str, zone: str) -> pulumi.Output[str]:
        """Make a subnet, one after the other, and after its rules: a virtual network takes one change at a time."""
        delegated = DELEGATED.get(group)
        made = network.Subnet(
            f"{self._name}-subnet-{key}",
            resource_group_name=self._args.group,
            virtual_network_name=self._network.name,
            subnet_name=physical,
            address_prefix=cidr,
            default_outbound_access=False,
            network_security_group={"id": self._groups[group].id},
            nat_gateway={"id": self._ways_out[zone].id} if group in WITH_A_WAY_OUT else None,
            private_endpoint_network_policies=(
                "NetworkSecurityGroupEnabled" if group == ENDPOINTS else "Disabled"
            ),
            delegations=[{"name": "delegation", "service_name": delegated}] if delegated else None,
            opts=pulumi.ResourceOptions(
                parent=self, delete_before_replace=True, depends_on=[*self._last_subnet, *self._rules[group]]
            ),
        )
        self._last_subnet = [made]
        return made.id

    def _dns_zone(self, service: str) -> pulumi.Output[str]:
        zone = privatedns.PrivateZone(
            f"{self._name}-names-{service}",
            resource_group_name=self._args.group,
            private_zone_name=ZONES.get(service, api_zone(self._args.topology)),
            location="Global",
            tags=tags(self._args.topology),
            opts=self._below,
        )
        link = privatedns.VirtualNetworkLink(
            f"{self._name}-names-{service}-link",
            resource_group_name=self._args.group,
            private_zone_name=zone.name,
            virtual_network_link_name=named(self._args.topology, "network"),
            location="Global",
            registration_enabled=False,
            virtual_network={"id": self._network.id},
            tags=tags(self._args.topology),
            opts=self._below,
        )
        return pulumi.Output.all(zone.id, link.id).apply(lambda ids: str(ids[0]))


def security_rule(
    name: str,
    group: pulumi.Input[str],
    of: pulumi.Input[str],
    rule: Rule,
    opts: pulumi.ResourceOptions,
) -> network.SecurityRule:
    """Make a rule of the security group `of`, which lies in the resource group `group`."""
    near, far = ("destination", "source") if rule.direction == "Inbound" else ("source", "destination")
    alone = len(rule.peers) == 1
    ends: dict[str, Any] = {
        f"{near}_address_prefix": "*",
        f"{far}_address_prefix{'' if alone else 'es'}": rule.peers[0] if alone else list(rule.peers),
    }
    ports: dict[str, Any] = (
        {"destination_port_range": rule.ports[0]}
        if len(rule.ports) == 1
        else {"destination_port_ranges": list(rule.ports)}
    )
    return network.SecurityRule(
        name,
        resource_group_name=group,
        network_security_group_name=of,
        security_rule_name=rule.name,
        access=rule.access,
        direction=rule.direction,
        priority=rule.priority,
        protocol=rule.protocol,
        source_port_range="*",
        opts=opts,
        **ends,
        **ports,
    )
