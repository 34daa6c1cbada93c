"""Makes the private way to a service of Azure: an endpoint in the network and its name. It makes no service."""

from __future__ import annotations

from dataclasses import dataclass, field

import pulumi
from pulumi_azure_native import network

from components.azure.names import ENDPOINT_LIMIT, named, tags
from components.topology.model import Topology

BLOB, FOLDERS, VAULT, REGISTRY = "blob", "dfs", "vault", "registry"
"""An account answers twice: libraries that read whole folders ask its second address what kind of account it is."""

ZONES = {
    BLOB: "privatelink.blob.core.windows.net",
    FOLDERS: "privatelink.dfs.core.windows.net",
    VAULT: "privatelink.vaultcore.azure.net",
    REGISTRY: "privatelink.azurecr.io",
}
"""Service -> the private DNS zone in which Azure looks its endpoints' names up ("Private endpoint DNS zone values")."""
SUBRESOURCES = {BLOB: "blob", FOLDERS: "dfs", VAULT: "vault", REGISTRY: "registry"}


@dataclass(frozen=True, kw_only=True)
class Where:
    """Where private endpoints are made: the stack's group, the subnet that has them, and the DNS zones by service.

    `made` is what the next endpoint is made after: the network as a whole, then the endpoint before it, or the cluster.
    Azure makes none while another of the subnet is made, nor while another subnet of the network changes.
    """

    topology: Topology
    group: pulumi.Input[str]
    subnet_id: pulumi.Input[str]
    dns_zone_ids: dict[str, pulumi.Input[str]]
    made: list[pulumi.Resource] = field(default_factory=list)


def private_way(
    name: str, service: str, target_id: pulumi.Input[str], where: Where, opts: pulumi.ResourceOptions
) -> network.PrivateDnsZoneGroup:
    """Make the endpoint of `target_id`, which is of `service`, and its record; return what is there last.

    `name` is the logical name of the endpoint. Endpoints come one after the other, in the order of these calls, so that
    none waits for what waits for it.
    """
    alone = pulumi.ResourceOptions(delete_before_replace=True, depends_on=[*where.made])
    endpoint = network.PrivateEndpoint(
        name,
        resource_group_name=where.group,
        private_endpoint_name=named(where.topology, name, ENDPOINT_LIMIT),
        location=where.topology.location,
        subnet={"id": where.subnet_id},
        private_link_service_connections=[
            {"name": service, "private_link_service_id": target_id, "group_ids": [SUBRESOURCES[service]]}
        ],
        tags=tags(where.topology),
        opts=pulumi.ResourceOptions.merge(opts, alone),
    )
    record = network.PrivateDnsZoneGroup(
        f"{name}-name",
        resource_group_name=where.group,
        private_endpoint_name=endpoint.name,
        private_dns_zone_group_name="default",
        private_dns_zone_configs=[{"name": service, "private_dns_zone_id": where.dns_zone_ids[service]}],
        opts=pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(delete_before_replace=True)),
    )
    where.made[:] = [record]
    return record
