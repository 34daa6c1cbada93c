"""Node pools: one for each pool of the topology, each way in which it is bought, and each zone; and one for the
system.

A node pool of several zones would share its count among them, while a fabric and a reservation lie in one; with one
zone each a zone that comes adds pools and changes none. All grow from nothing, as pods ask, and none beyond the
pool's maximum.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
from pulumi_gcp import container

from components.contract import Placement
from components.gcp import names
from components.gcp.addresses import PODS_RANGE
from components.gcp.cluster import CLOUD_PLATFORM, DEFAULT_PODS_PER_NODE
from components.gcp.dividing import guest_accelerator
from components.gcp.filesystems import LUSTRE, kinds_by_segment
from components.gcp.machines import (
    BOOT_DISK_GB,
    accelerator,
    boot_disk,
    has_fabric,
    is_compact,
    local_ssds,
    reservation,
)
from components.gcp.network import Ids
from components.gcp.placing import (
    CAPACITY,
    COMPUTE_CLASS,
    POOL_LABELS,
    Nodes,
    capacity_label,
    compute_class,
    is_ordered,
    is_reserved,
    node_pool_name,
    nodes_of,
    placements,
)
from components.gcp.system_machines import SYSTEM_MACHINE, SYSTEM_NODES_AT_MOST
from components.topology.labels import PLAN
from components.topology.model import Pool, Topology
from components.topology.rights import SYSTEM

DRANET = "cloud.google.com/gke-networking-dra-driver"
"""Label of nodes on which GKE hands the network cards of a fabric to pods ("Allocate network resources by using GKE
managed DRANET").
"""
RESERVATION_KEY = "compute.googleapis.com/reservation-name"


@dataclass(frozen=True, kw_only=True)
class GcpPoolsArgs:
    """The topology, its cluster and subnets, the accounts of nodes by cluster, and the key of disks (or None).

    `system_subnet_id` is where the cluster itself lies; `ready` are the rights of accounts, and of whoever encrypts.
    """

    topology: Topology
    project: str
    location: str
    zones: Sequence[str]
    cluster_name: pulumi.Input[str]
    subnet_ids: Ids
    system_subnet_id: pulumi.Input[str]
    node_accounts: Mapping[str, pulumi.Input[str]]
    disks_key: pulumi.Input[str] | None
    ready: Sequence[pulumi.Resource]


class GcpPools(pulumi.ComponentResource):
    """Node pools; `placements` say where pods run. GKE takes a name once, so an old one goes before a new one comes."""

    placements: Mapping[tuple[str, str], Placement]
    node_pool_ids: pulumi.Output[list[str]]

    def __init__(self, name: str, args: GcpPoolsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:gcp:Pools", name, None, opts)
        self._name, self._args = name, args
        alone = pulumi.ResourceOptions(parent=self, depends_on=[*args.ready], delete_before_replace=True)
        system = self._system(alone)
        # GKE taints GPUs that come beside nodes without alone ("Run GPUs in GKE Standard node pools").
        self._after = pulumi.ResourceOptions.merge(alone, pulumi.ResourceOptions(depends_on=[system]))
        made = [system]
        segments = {cluster.name: cluster.segment for cluster in args.topology.clusters}
        for cluster in args.topology.clusters:
            for pool in cluster.pools:
                made += [
                    self._pool(pool, segments[pool.cluster], nodes) for nodes in nodes_of(args.topology, pool)
                ]
        self.placements = placements(args.topology)
        self.node_pool_ids = pulumi.Output.all(*[each.id for each in made])
        self.register_outputs({"node_pool_ids": self.node_pool_ids})

    def _system(self, alone: pulumi.ResourceOptions) -> container.NodePool:
        topology = self._args.topology
        least = len(self._args.zones) if topology.deletion_protection else 1
        kept = pulumi.ResourceOptions(ignore_changes=["initialNodeCount"])
        return container.NodePool(
            f"{self._name}-{SYSTEM}",
            name=SYSTEM,
            project=self._args.project,
            location=self._args.location,
            cluster=self._args.cluster_name,
            node_locations=sorted(self._args.zones),
            # In each zone. The autoscaler adds none for a least count alone, and what it is cannot change later.
            initial_node_count=1,
            max_pods_per_node=DEFAULT_PODS_PER_NODE,
            autoscaling=container.NodePoolAutoscalingArgs(
                total_min_node_count=least,
                total_max_node_count=max(least, SYSTEM_NODES_AT_MOST),
                location_policy="BALANCED",
            ),
            management=container.NodePoolManagementArgs(auto_repair=True, auto_upgrade=True),
            upgrade_settings=container.NodePoolUpgradeSettingsArgs(
                strategy="SURGE", max_surge=1, max_unavailable=0
            ),
            network_config=container.NodePoolNetworkConfigArgs(
                enable_private_nodes=True,
                # Of a cluster in several subnets GKE would take the emptiest, for good.
                subnetwork=self._args.system_subnet_id,
                pod_range=PODS_RANGE,
            ),
            node_config=self._nodes(
                SYSTEM_MACHINE, SYSTEM, {PLAN: topology.labels[PLAN]}, may_boot_securely(topology, SYSTEM)
            ),
            opts=pulumi.ResourceOptions.merge(alone, kept),
        )

    def _pool(self, pool: Pool, segment: str, nodes: Nodes) -> container.NodePool:
        """Make the nodes of a pool that are bought in one way, in one zone."""
        tied = is_reserved(nodes)
        fabric = has_fabric(pool)
        return container.NodePool(
            f"{self._name}-{pool.cluster}-{pool.name}-{capacity_label(nodes.capacity)}-{nodes.zone}",
            name=node_pool_name(pool, nodes),
            project=self._args.project,
            location=self._args.location,
            cluster=self._args.cluster_name,
            node_locations=[nodes.zone],
            initial_node_count=0,
            max_pods_per_node=pool.pods_per_node,
            autoscaling=container.NodePoolAutoscalingArgs(
                total_min_node_count=0, total_max_node_count=pool.maximum, location_policy="ANY"
            ),
            management=container.NodePoolManagementArgs(auto_repair=True, auto_upgrade=True),
            # A node more for an upgrade is one that no quota of GPUs and no reservation has.
            upgrade_settings=container.NodePoolUpgradeSettingsArgs(
                strategy="SURGE",
                max_surge=0 if pool.machine.gpus or tied else 1,
                max_unavailable=1 if pool.machine.gpus or tied else 0,
            ),
            network_config=container.NodePoolNetworkConfigArgs(
                enable_private_nodes=True,
                subnetwork=self._args.subnet_ids[segment][nodes.zone],
                pod_range=PODS_RANGE,
                accelerator_network_profile="auto" if fabric else None,
            ),
            # Where a reservation is taken its own placement holds, and another one would not find it.
            placement_policy=container.NodePoolPlacementPolicyArgs(type="COMPACT")
            if is_compact(pool) and not tied
            else None,
            node_config=self._pool_nodes(pool, segment, nodes),
            opts=self._after,
        )

    def _pool_nodes(self, pool: Pool, segment: str, nodes: Nodes) -> container.NodePoolNodeConfigArgs:
        machine = pool.offer.machine if pool.offer else None
        ordered = is_ordered(pool)
        labels = {name: pool.labels[name] for name in POOL_LABELS} | {
            CAPACITY: capacity_label(nodes.capacity)
        }
        labels |= dict(self._args.topology.made_by)
        labels |= {DRANET: "true"} if has_fabric(pool) else {}
        labels |= {COMPUTE_CLASS: compute_class(pool)} if ordered else {}
        secure = bool(pool.machine.gpus) or may_boot_securely(self._args.topology, segment)
        config = self._nodes(machine.name if machine else "", pool.cluster, labels, secure)
        config.spot = True if nodes.capacity == "spot" else None
        if ordered:
            config.taints = [
                container.NodePoolNodeConfigTaintArgs(
                    key=COMPUTE_CLASS, value=compute_class(pool), effect="NO_SCHEDULE"
                )
            ]
        if named := reservation(nodes.capacity):
            config.reservation_affinity = container.NodePoolNodeConfigReservationAffinityArgs(
                consume_reservation_type="SPECIFIC_RESERVATION", key=RESERVATION_KEY, values=[named]
            )
        if machine and (cards := accelerator(machine)):
            config.guest_accelerators = [guest_accelerator(cards, pool)]  # pyright: ignore[reportAttributeAccessIssue]
        if machine and (disks := local_ssds(machine)):
            config.local_ssd_encryption_mode = "EPHEMERAL_KEY_ENCRYPTION"
            config.ephemeral_storage_local_ssd_config = (
                container.NodePoolNodeConfigEphemeralStorageLocalSsdConfigArgs(local_ssd_count=disks)
            )
        return config

    def _nodes(
        self, machine: str, owner: str, labels: Mapping[str, str], secure: bool
    ) -> container.NodePoolNodeConfigArgs:
        """Return what every node is: the exact machine, its own account, an encrypted disk, a verified start."""
        return container.NodePoolNodeConfigArgs(
            machine_type=machine,
            image_type="COS_CONTAINERD",
            service_account=self._args.node_accounts[owner],
            oauth_scopes=[CLOUD_PLATFORM],
            labels=dict(sorted(labels.items())),
            resource_labels=names.labels(self._args.topology),
            metadata={"disable-legacy-endpoints": "true"},
            boot_disk=container.NodePoolNodeConfigBootDiskArgs(
                disk_type=boot_disk(machine), size_gb=BOOT_DISK_GB
            ),
            boot_disk_kms_key=self._args.disks_key,
            gcfs_config=container.NodePoolNodeConfigGcfsConfigArgs(enabled=True),
            gvnic=container.NodePoolNodeConfigGvnicArgs(enabled=True),
            shielded_instance_config=container.NodePoolNodeConfigShieldedInstanceConfigArgs(
                enable_secure_boot=secure, enable_integrity_monitoring=True
            ),
            workload_metadata_config=container.NodePoolNodeConfigWorkloadMetadataConfigArgs(
                mode="GKE_METADATA"
            ),
            kubelet_config=container.NodePoolNodeConfigKubeletConfigArgs(
                insecure_kubelet_readonly_port_enabled="FALSE"
            ),
        )


def may_boot_securely(topology: Topology, segment: str) -> bool:
    """Return whether the CPU nodes of a segment may refuse unsigned modules of the kernel.

    The module of Managed Lustre is signed on machines with GPUs alone ("Connect to an existing Managed Lustre
    instance from Google Kubernetes Engine", limitations), so CPU nodes that mount one check what they start without
    refusing it.
    """
    return LUSTRE not in kinds_by_segment(topology).get(segment, ())
