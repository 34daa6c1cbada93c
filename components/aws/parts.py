"""The parts of the AWS target in the order in which they stand on each other; each is a component beside it.

It decides nothing: what each part needs of another is handed on here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence

import pulumi
import pulumi_aws

from components.aws import addons, names
from components.aws.addresses import control_plane_zones
from components.aws.adopted import AwsAdoptedNetwork
from components.aws.autoscaler import AwsAutoscaler, AwsAutoscalerArgs
from components.aws.cluster import AwsCluster, AwsClusterArgs
from components.aws.configuration import Configuration
from components.aws.endpoints import AwsEndpoints, AwsEndpointsArgs
from components.aws.files import AwsFiles, AwsFilesArgs, file_systems
from components.aws.firewall import (
    CONTROL_PLANE,
    ENDPOINTS,
    SYSTEM,
    AwsFirewall,
    AwsFirewallArgs,
    files_group,
)
from components.aws.identity import AwsIdentities, AwsIdentitiesArgs
from components.aws.keys import AwsKeys, AwsKeysArgs
from components.aws.network import AwsNetwork, AwsNetworkArgs
from components.aws.nodes import AwsNodes, AwsNodesArgs
from components.aws.peering import AwsPeering, AwsPeeringArgs
from components.aws.pools import AwsPools, AwsPoolsArgs
from components.aws.storage import AwsStorage, AwsStorageArgs
from components.topology.labels import STACK
from components.topology.model import Network, Topology
from components.topology.peers import Peer


class Parts:
    """Everything of the target that AWS makes."""

    def __init__(self, topology: Topology, given: Configuration, stack: str) -> None:
        self.topology, self.location = topology, topology.location or ""
        self.name = names.cluster_name(topology.name, stack)
        self.version = given.kubernetes_version
        self.owner = topology.made_by.get(STACK, stack)
        provider = pulumi_aws.Provider("aws", **given.provider(self.location))
        self.options = pulumi.ResourceOptions(providers=[provider])
        asking = pulumi.InvokeOptions(provider=provider)
        caller = pulumi_aws.get_caller_identity_output(opts=asking)
        self.account_id = caller.account_id
        self.administrator = pulumi.Output.from_input(given.administrator) if given.administrator else (
            pulumi_aws.iam.get_session_context_output(arn=caller.arn, opts=asking).issuer_arn
        )  # fmt: skip
        keys = AwsKeys("keys", AwsKeysArgs(topology=topology, location=self.location, account_id=self.account_id),
                       self.options)  # fmt: skip
        self.keys = keys.key_ids
        self.zones = control_plane_zones(topology, given.control_plane_zones)
        self.network = self._network(given)
        self.firewall = AwsFirewall(
            "firewall", AwsFirewallArgs(topology=topology, network_id=self.network.network_id), self.options
        )
        self.peers, self.peering = given.peers, self._peering(given.peers)
        self.endpoints = self._endpoints(given)
        self.store_ranges = self.endpoints.store_ranges if self.endpoints else (
            pulumi_aws.ec2.get_prefix_list_output(name=f"com.amazonaws.{self.location}.s3", opts=asking).cidr_blocks
        )  # fmt: skip
        self.storage = AwsStorage("storage", self._storage(), self.options)
        self.files = self._files()
        self.cluster = self._cluster(given)
        self.first = self._addons("addons-first", addons.FIRST, [self.cluster])
        self.nodes = self._nodes()
        self.rest = self._addons("addons", addons.addons(topology)[len(addons.FIRST) :], [self.nodes])
        self.pools = self._pools()
        self.autoscaler = AwsAutoscaler(
            "autoscaler",
            AwsAutoscalerArgs(topology=topology, cluster_name=self.cluster.cluster_name, account_id=self.account_id),
            self.options,
        )  # fmt: skip
        self.identities = AwsIdentities("identities", self._identities(), self.options)

    def _after(self, *parts: pulumi.Resource) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions.merge(self.options, pulumi.ResourceOptions(depends_on=list(parts)))

    def _network(self, given: Configuration) -> AwsNetwork | AwsAdoptedNetwork:
        if given.adopted:
            return AwsAdoptedNetwork("network", given.adopted, self.options)
        args = AwsNetworkArgs(
            topology=self.topology, network=planned_network(self.topology), location=self.location,
            control_plane_zones=self.zones, account_id=self.account_id, logs_key=self.keys.get("logs"),
        )  # fmt: skip
        return AwsNetwork("network", args, self.options)

    def _peering(self, peers: Sequence[Peer]) -> AwsPeering | None:
        if not peers:
            return None
        network = self.network
        zones = {**network.subnet_ids[CONTROL_PLANE], **network.subnet_ids["control"]}
        args = AwsPeeringArgs(
            topology=self.topology, peers=peers, network_id=network.network_id,
            subnet_ids=[zones[zone] for zone in sorted(zones)], route_table_ids=network.route_table_ids,
            control_plane_table_ids=network.control_plane_table_ids, group_ids=self.firewall.group_ids,
        )  # fmt: skip
        return AwsPeering("peering", args, self.options)

    def _endpoints(self, given: Configuration) -> AwsEndpoints | None:
        """Make private ways to AWS's services; in a network of somebody else's they are theirs to make."""
        if isinstance(self.network, AwsAdoptedNetwork):
            return None
        args = AwsEndpointsArgs(
            topology=self.topology, location=self.location, account_id=self.account_id,
            network_id=self.network.network_id, subnet_ids=self.network.subnet_ids["control"],
            route_table_ids=self.network.route_table_ids, group_id=self.firewall.group_ids[ENDPOINTS],
            other_buckets=given.other_buckets, other_accounts=given.other_accounts,
        )  # fmt: skip
        return AwsEndpoints("endpoints", args, self.options)

    def _storage(self) -> AwsStorageArgs:
        return AwsStorageArgs(
            topology=self.topology, location=self.location, account_id=self.account_id, owner=self.owner,
            key=self.keys.get("storage"),
        )  # fmt: skip

    def _files(self) -> AwsFiles | None:
        stores = file_systems(self.topology)
        if not stores:
            return None
        subnets = self.network.subnet_ids.get("training") or self.network.subnet_ids["serving"]
        args = AwsFilesArgs(
            topology=self.topology, subnet_id=subnets[min(subnets)], key=self.keys.get("storage"),
            group_ids={store.name: self.firewall.group_ids[files_group(store.name)] for store in stores},
        )  # fmt: skip
        # FSx looks whether its ports are open when it makes a file system, and refuses one where they are not yet.
        return AwsFiles("files", args, self._after(self.firewall))

    def _cluster(self, given: Configuration) -> AwsCluster:
        subnets = self.network.subnet_ids[CONTROL_PLANE]
        args = AwsClusterArgs(
            topology=self.topology, location=self.location, cluster_name=self.name, version=self.version,
            network_cidr=self.network.cidr, subnet_ids=[subnets[zone] for zone in sorted(subnets)],
            group_id=self.firewall.group_ids[CONTROL_PLANE], account_id=self.account_id,
            administrator=self.administrator, key_ids=self.keys,
            profile=given.profile, role=given.role,
        )  # fmt: skip
        return AwsCluster("cluster", args, self.options)

    def _addons(
        self, name: str, which: Sequence[addons.Addon], after: list[pulumi.Resource]
    ) -> addons.AwsAddons:
        args = addons.AwsAddonsArgs(
            topology=self.topology, location=self.location, addons=tuple(which),
            cluster_name=self.cluster.cluster_name, version=self.version, account_id=self.account_id,
        )  # fmt: skip
        return addons.AwsAddons(name, args, self._after(*after))

    def _nodes(self) -> AwsNodes:
        control = self.network.subnet_ids["control"]
        args = AwsNodesArgs(
            topology=self.topology, location=self.location, cluster_name=self.cluster.cluster_name,
            version=self.version, subnet_ids=control, group_id=self.firewall.group_ids[SYSTEM],
            disks_key=self.keys.get("disks"),
        )  # fmt: skip
        # A machine that finds no way out, no plugin or no API server never joins, and its group fails.
        ways = [self.network, self.firewall, *([self.endpoints] if self.endpoints else [])]
        return AwsNodes("nodes", args, self._after(*ways, self.first))

    def _pools(self) -> AwsPools:
        args = AwsPoolsArgs(
            topology=self.topology, location=self.location, cluster_name=self.cluster.cluster_name,
            version=self.version, role_arn=self.nodes.role_arn, subnet_ids=self.network.subnet_ids,
            group_ids=self.firewall.group_ids, disks_key=self.keys.get("disks"),
        )  # fmt: skip
        return AwsPools("pools", args, self._after(self.nodes))

    def _identities(self) -> AwsIdentitiesArgs:
        return AwsIdentitiesArgs(
            topology=self.topology, location=self.location, account_id=self.account_id,
            cluster_name=self.cluster.cluster_name, store_arns=self.storage.store_arns, key=self.keys.get("storage"),
        )  # fmt: skip


def planned_network(topology: Topology) -> Network:
    """Return the network of a plan, which has passed `limits.errors`."""
    if topology.network is None:
        raise ValueError("the topology has no network; limits.errors refuses that")
    return topology.network
