"""Node pools as the topology resolved them: from none to the ceiling, a group for each way of buying and each zone.

Groups are empty until pods ask for machines; `autoscaler.py` knows which way of buying is tried first. EKS never moves
a group to other subnets, so a zone more is a group more, and no machine that is there goes for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import autoscaling, ec2, eks

from components.aws import machines, names
from components.aws.addresses import zone_name
from components.aws.capacity import NODE_GROUP_TYPES, Capacity, capacity
from components.aws.fabric import EFA, HAS_RDMA, rdma_interfaces
from components.aws.network import Ids
from components.aws.nodes import launch_template
from components.contract import Placement
from components.topology import gpu_profiles
from components.topology.model import Cluster, Pool, Topology
from components.topology.node_labels import (
    GPU_TAINT,
    TOLERATE_GPU,
    capacity_label,
    labels_of_node,
    selector_of,
)
from components.topology.rights import segments_with_files

HINT = "k8s.io/cluster-autoscaler/node-template/resources/"
"""The tag by which a group without machines says what they would have; GPUs and labels the autoscaler finds itself."""


@dataclass(frozen=True, kw_only=True)
class AwsPoolsArgs:
    """The topology, the cluster, the machines' role, subnets and groups by segment, and the disks' key.

    `version` is the cluster's, a minor one of Kubernetes: a group that is told none keeps that of its first day
    (Amazon EKS, UpdateNodegroupVersion). The cluster's name is known once the cluster has it, so groups follow it.
    """

    topology: Topology
    location: str
    cluster_name: pulumi.Input[str]
    version: str
    role_arn: pulumi.Input[str]
    subnet_ids: Ids
    group_ids: Mapping[str, pulumi.Input[str]]
    disks_key: pulumi.Input[str] | None


class AwsPools(pulumi.ComponentResource):
    """`placements` are by (cluster, pool); `scaling_groups` by rank of the capacity, 0 is tried first."""

    placements: Mapping[tuple[str, str], Placement]
    scaling_groups: Mapping[int, list[pulumi.Output[str]]]

    def __init__(self, name: str, args: AwsPoolsArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:aws:Pools", name, None, opts)
        self._name, self._args = name, args
        self._below = pulumi.ResourceOptions(parent=self)
        self.placements = placements(args.topology)
        ranks: dict[int, list[pulumi.Output[str]]] = {}
        for cluster, pool in _pools(args.topology):
            group = self._placement_group(pool)
            for rank, word in enumerate(pool.capacity):
                ranks.setdefault(rank, []).extend(self._groups(cluster, pool, word, group))
        self.scaling_groups = ranks
        self.register_outputs({})

    def _placement_group(self, pool: Pool) -> ec2.PlacementGroup | None:
        ways = [how for word in pool.capacity if (how := capacity(word))]
        if not any(machines.wants_placement_group(pool, how) for how in ways):
            return None
        return ec2.PlacementGroup(
            f"{self._name}-placement-{pool.cluster}-{pool.name}", strategy=machines.strategy(pool),
            tags=names.tags(self._args.topology, f"{pool.cluster}-{pool.name}", pool.labels), opts=self._below,
        )  # fmt: skip

    def _groups(
        self, cluster: Cluster, pool: Pool, word: str, placement: ec2.PlacementGroup | None
    ) -> Iterator[pulumi.Output[str]]:
        """Make the groups of one way of buying; yield the names of their groups of automatic scaling."""
        how = capacity(word)
        if how is None:
            raise ValueError(f'"{word}" is no capacity of AWS; limits.errors refuses it')
        key = f"{pool.cluster}-{pool.name}-{how.key}"
        template = self._template(key, cluster, pool, how, placement)
        for zone in sorted(zone_name(self._args.location, zone) for zone in pool.zones):
            made = self._group(f"{key}-{zone}", cluster, pool, word, how, template, zone)
            scaling = made.resources.apply(
                lambda found: str(next(iter(found[0].autoscaling_groups or ())).name)
            )
            for resource, count in hints(pool).items():
                self._hint(f"{key}-{zone}", scaling, resource, count)
            yield scaling

    def _group(
        self,
        key: str,
        cluster: Cluster,
        pool: Pool,
        word: str,
        how: Capacity,
        template: ec2.LaunchTemplate,
        zone: str,
    ) -> eks.NodeGroup:
        args, topology = self._args, self._args.topology
        taint = eks.NodeGroupTaintArgs(key=GPU_TAINT["key"], value=GPU_TAINT["value"], effect="NO_SCHEDULE")
        return eks.NodeGroup(
            f"{self._name}-{key}",
            node_group_name_prefix=names.prefix(pool.cluster, pool.name, how.kind, limit=names.NODE_GROUP_LIMIT),
            cluster_name=args.cluster_name,
            version=args.version,
            node_role_arn=args.role_arn,
            subnet_ids=[args.subnet_ids[cluster.segment][zone]],
            ami_type=machines.image_type(_architecture(pool), gpus=bool(pool.machine.gpus)),
            capacity_type=NODE_GROUP_TYPES[how.kind],
            launch_template={"id": template.id, "version": template.latest_version.apply(str)},
            scaling_config={"min_size": 0, "desired_size": 0, "max_size": max(1, pool.maximum)},
            update_config={"max_unavailable": 1, "update_strategy": "MINIMAL" if _goes_first(pool) else "DEFAULT"},
            node_repair_config={"enabled": True},
            labels={**labels_of_node(pool, word, topology.made_by), **(HAS_RDMA if pool.fabric == "rdma" else {})},
            taints=[taint] if pool.machine.gpus else [],
            tags=names.tags(topology, key, pool.labels),
            opts=pulumi.ResourceOptions(parent=self, ignore_changes=["scalingConfig.desiredSize"]),
        )  # fmt: skip

    def _template(
        self, key: str, cluster: Cluster, pool: Pool, how: Capacity, placement: ec2.PlacementGroup | None
    ) -> ec2.LaunchTemplate:
        placed = (
            {"placement": {"group_name": placement.name}}
            if placement and machines.wants_placement_group(pool, how)
            else {}
        )
        return launch_template(
            f"{self._name}-template-{key}", self._args.topology, key, pool.labels, self._below,
            instance_type=machines.machine_of(pool),
            block_device_mappings=machines.disk(self._args.disks_key),
            user_data=machines.user_data(
                pool, mounts_files=cluster.segment in segments_with_files(self._args.topology)
            ),
            **machines.network(pool, self._args.group_ids[cluster.segment]),
            **machines.bought(how),
            **placed,
        )  # fmt: skip

    def _hint(self, key: str, scaling: pulumi.Output[str], resource: str, count: str) -> None:
        name = f"{self._name}-hint-{key}"
        autoscaling.Tag(
            name if resource == EFA else f"{name}-gpu",
            autoscaling_group_name=scaling,
            tag={"key": f"{HINT}{resource}", "value": count, "propagate_at_launch": False},
            opts=self._below,
        )


def placements(topology: Topology) -> Mapping[tuple[str, str], Placement]:
    """Return where the pods of every pool run, by (cluster, pool)."""
    return {
        (pool.cluster, pool.name): Placement(
            node_selector=selector_of(pool),
            capacities=tuple(map(capacity_label, pool.capacity)),
            tolerations=(TOLERATE_GPU,) if pool.machine.gpus else (),
            zones=tuple(sorted(zone_name(topology.location or "", zone) for zone in pool.zones)),
            devices=devices(pool),
        )
        for _, pool in _pools(topology)
    }


def devices(pool: Pool) -> dict[str, str]:
    """Return the interfaces of RDMA that a pod of a pool asks for: all of its machine."""
    return {EFA: str(rdma_interfaces(machines.machine_of(pool)))} if pool.fabric == "rdma" else {}


def hints(pool: Pool) -> dict[str, str]:
    """Return what an empty group has to tell the autoscaler: parts of GPUs are under no type of machine, nor is EFA."""
    resource, count = gpu_profiles.devices_of(pool) if pool.gpu_profile else ("", 0)
    return {**devices(pool), **({resource: str(count)} if resource else {})}


def _pools(topology: Topology) -> Iterator[tuple[Cluster, Pool]]:
    yield from ((cluster, pool) for cluster in topology.clusters for pool in cluster.pools)


def _goes_first(pool: Pool) -> bool:
    """Return whether an old machine goes before its new one comes: they are hard to get, or a group has no room."""
    return bool(pool.machine.gpus) or pool.placement == "spread"


def _architecture(pool: Pool) -> str:
    return pool.offer.machine.architecture if pool.offer else "x86_64"
