"""Makes the node pools as the topology resolved them. It chooses no machine, no zone and no way of buying."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_azure_native import compute, containerservice

from components.azure.agent_pools import (
    AgentPool,
    agent_pools,
    hints,
    node_labels,
    node_taints,
    placements,
)
from components.azure.names import PLACEMENT_LIMIT, named, tags
from components.azure.profiles import LOCAL_DNS
from components.azure.roles import CONTRIBUTOR, grant, holding
from components.contract import Placement
from components.topology.model import Pool, Topology


@dataclass(frozen=True, kw_only=True)
class AzurePoolsArgs:
    """The topology, the cluster, the subnets by segment and zone, and who of Azure makes the machines.

    `group_id` starts with the subscription; `infiniband` is the resource by which pods get it, None where none do.
    `version` is the cluster's, a minor one of Kubernetes: a pool moves to it once the control plane has, since the
    cluster's name is known then. `after` is what else changes the network.
    """

    topology: Topology
    group: pulumi.Input[str]
    group_id: pulumi.Output[str]
    cluster_name: pulumi.Input[str]
    cluster_identity_id: pulumi.Input[str]
    version: str
    subnet_ids: Mapping[str, Mapping[str, pulumi.Input[str]]]
    infiniband: str | None = None
    after: Sequence[pulumi.Resource] = ()


class AzurePools(pulumi.ComponentResource):
    """Agent pools from none to the plan's maximum; `placements` are by (cluster, pool)."""

    placements: Mapping[tuple[str, str], Placement]

    def __init__(self, name: str, args: AzurePoolsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:azure:Pools", name, None, opts)
        self._name, self._args = name, args
        pools = agent_pools(args.topology)
        reserved = sorted({one.reservation for one in pools if one.reservation})
        self._ids = {reservation: self._reservation_id(reservation) for reservation in reserved}
        self._rights = {reservation: self._right(reservation) for reservation in reserved}
        near = {(one.pool.cluster, one.pool.name): one.pool for one in pools if one.is_together}
        self._near = {key: self._placement_group(pool) for key, pool in near.items()}
        last = [*args.after]
        for one in pools:
            last = [self._agent_pool(one, last)]
        self.placements = placements(args.topology, args.infiniband)
        self.register_outputs({})

    def _reservation_id(self, reservation: str) -> pulumi.Output[str]:
        """Return the id of a capacity reservation group that exists in the subscription."""
        resource_group, _, group = reservation.partition("/")
        return self._args.group_id.apply(
            lambda own: (
                "/".join(own.split("/")[:3]) + f"/resourceGroups/{resource_group}/providers"
                f"/Microsoft.Compute/capacityReservationGroups/{group}"
            )
        )

    def _placement_group(self, pool: Pool) -> tuple[compute.ProximityPlacementGroup, pulumi.Resource]:
        """Return the group in which a pool's machines stand, and what waits until the cluster may put them there."""
        key = f"{pool.cluster}-{pool.name}"
        group = compute.ProximityPlacementGroup(
            f"{self._name}-near-{key}",
            resource_group_name=self._args.group,
            proximity_placement_group_name=named(self._args.topology, key, PLACEMENT_LIMIT),
            proximity_placement_group_type="Standard",
            location=self._args.topology.location,
            tags=tags(self._args.topology, pool.labels),
            opts=pulumi.ResourceOptions(parent=self),
        )
        granted = grant(
            f"{self._name}-grant-near-{key}", scope=group.id,
            principal_id=self._args.cluster_identity_id, role=CONTRIBUTOR,
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )  # fmt: skip
        return group, holding(f"{self._name}-granted-near-{key}", [granted], self)

    def _right(self, reservation: str) -> pulumi.Resource:
        """Let the cluster start machines of a reservation, and wait until it may."""
        key = reservation.replace("/", "-")
        granted = grant(
            f"{self._name}-grant-{key}", scope=self._ids[reservation],
            principal_id=self._args.cluster_identity_id, role=CONTRIBUTOR,
            opts=pulumi.ResourceOptions(parent=self, delete_before_replace=True),
        )  # fmt: skip
        return holding(f"{self._name}-granted-{key}", [granted], self)

    def _agent_pool(self, one: AgentPool, after: Sequence[pulumi.Resource]) -> pulumi.Resource:
        """Make an agent pool, one after the other: AKS takes the network for each, and only while nobody changes it."""
        topology, pool = self._args.topology, one.pool
        near, may_place = self._near.get((pool.cluster, pool.name), (None, None))
        right = [*([self._rights[one.reservation]] if one.reservation else []), *filter(None, [may_place])]
        return containerservice.AgentPool(
            f"{self._name}-{one.key}",
            resource_group_name=self._args.group,
            resource_name_=self._args.cluster_name,
            agent_pool_name=one.name,
            mode="User",
            orchestrator_version=self._args.version,
            vnet_subnet_id=self._args.subnet_ids[one.segment][one.zone],
            enable_auto_scaling=True,
            count=0,
            min_count=0,
            max_count=max(1, pool.maximum),
            node_labels=node_labels(one, topology.made_by),
            node_taints=node_taints(one),
            tags=tags(topology, {**pool.labels, **hints(one, self._args.infiniband)}),
            proximity_placement_group_id=near.id if near else None,
            **one.fixed,
            **self._bought(one),
            **_as_every_machine(),
            opts=pulumi.ResourceOptions(parent=self, depends_on=[*right, *after], ignore_changes=["count"]),
        )

    def _bought(self, one: AgentPool) -> dict[str, Any]:
        """Return of which reservation machines are, and how newer images come: spot takes no setting of that."""
        if one.is_spot:
            return {}
        # Where a machine more cannot be had, one goes before one comes.
        scarce = one.has_gpus or one.reservation
        return {
            "capacity_reservation_group_id": self._ids.get(one.reservation or ""),
            "upgrade_settings": {"max_surge": "0", "max_unavailable": "1"} if scarce else {"max_surge": "1"},
        }


def _as_every_machine() -> dict[str, Any]:
    """Return what holds for every machine: no address outside, no way in by SSH, names from the cluster's DNS."""
    return {
        "scale_down_mode": "Delete",
        "os_sku": "Ubuntu",
        "enable_node_public_ip": False,
        "security_profile": {"ssh_access": "Disabled"},
        "local_dns_profile": LOCAL_DNS,
    }
