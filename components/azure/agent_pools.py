"""What agent pools a plan's pools become: one for each zone and each way of buying. Pure.

Each zone has a subnet and a way out of its own, and a pool of AKS has one subnet; what is bought differently is another
pool to AKS. So a zone or a capacity more is an agent pool more, and changes none that is there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from components.azure.addresses import availability_zone
from components.azure.local_disks import system_disk
from components.azure.names import agent_pool_name
from components.contract import Placement
from components.topology import gpu_profiles
from components.topology.labels import CLUSTER
from components.topology.model import Pool, Topology
from components.topology.nearness import is_together
from components.topology.node_labels import (
    GPU_TAINT,
    TOLERATE_GPU,
    capacity_label,
    labels_of_node,
    selector_of,
)

RESERVATION = "reservation:"

SYSTEM_POOL = "a0system"
"""The pool of system services. AKS lists pools by name, and what the engine ignores of this one is told by its place in
that list: so it has to stand first, also once a refresh has read the others (`pool_limits` checks)."""

SPOT = "kubernetes.azure.com/scalesetpriority"
"""The label of spot nodes, and the key of the taint that AKS gives them ("Add a spot node pool")."""
SPOT_TAINT = f"{SPOT}=spot:NoSchedule"
TOLERATE_SPOT = {"key": SPOT, "operator": "Equal", "value": "spot", "effect": "NoSchedule"}

MIG_SLICES = re.compile(r"mig-(?P<slices>[12347])g\.")
HINT = "k8s.io_cluster-autoscaler_node-template_resources_"
"""Tags by which the autoscaler knows what a machine would have before there is one; the first "_" behind this stands
for a "/" (kubernetes/autoscaler, cloudprovider/azure/README.md, "Auto-Discovery Setup")."""
FIRST_PRIORITY, PRIORITY_STEP = 100, 10


@dataclass(frozen=True, kw_only=True)
class AgentPool:
    """One agent pool: `key` is its identity in the stack, `name` the one that AKS knows.

    `fixed` is what Azure never changes of it, by the SDK's words; the name follows from it.
    """

    key: str
    name: str
    pool: Pool
    segment: str
    zone: str
    capacity: str
    machine: str
    priority: int
    fixed: Mapping[str, Any]

    @property
    def is_spot(self) -> bool:
        """Whether Azure may take its machines back at any time."""
        return self.capacity == "spot"

    @property
    def reservation(self) -> str | None:
        """The reservation that its machines are of, as the plan names it: <resource group>/<group>."""
        return self.capacity.removeprefix(RESERVATION) if self.capacity.startswith(RESERVATION) else None

    @property
    def is_together(self) -> bool:
        """Whether its machines stand close by those of the other agent pools of its pool."""
        return is_together(self.pool, by_default=False)

    @property
    def has_gpus(self) -> bool:
        """Whether its machines have GPUs."""
        return bool(self.pool.machine.gpus)


def agent_pools(topology: Topology) -> tuple[AgentPool, ...]:
    """Return the agent pools of a topology, sorted by key."""
    made = [
        one
        for cluster in topology.clusters
        for pool in cluster.pools
        for one in _of_pool(pool, cluster.segment)
    ]
    return tuple(sorted(made, key=lambda one: one.key))


def _of_pool(pool: Pool, segment: str) -> Iterator[AgentPool]:
    machine = pool.offer.machine.name if pool.offer is not None else pool.machine.type or ""
    for order, capacity in enumerate(pool.capacity):
        word = capacity_label(capacity)
        for zone in pool.zones:
            fixed = _fixed(pool, machine, zone, is_spot=capacity == "spot")
            near = ["together"] if is_together(pool, by_default=False) else []
            yield AgentPool(
                key=f"{pool.cluster}-{pool.name}-{word}-{zone}",
                name=agent_pool_name(pool.name, pool.cluster, word, json.dumps(fixed, sort_keys=True), *near),
                pool=pool, segment=segment, zone=zone, capacity=capacity, machine=machine,
                priority=FIRST_PRIORITY - PRIORITY_STEP * order, fixed=fixed,
            )  # fmt: skip


def _fixed(pool: Pool, machine: str, zone: str, *, is_spot: bool) -> dict[str, Any]:
    """Return what Azure never changes of an agent pool, but for its subnet, group and reservation, which are ids."""
    spot = {"scale_set_priority": "Spot", "scale_set_eviction_policy": "Delete", "spot_max_price": -1.0}
    disk = system_disk(machine, gpus=bool(pool.machine.gpus))
    return {
        "type": "VirtualMachineScaleSets",
        "vm_size": machine,
        "availability_zones": [availability_zone(zone)],
        "max_pods": pool.pods_per_node,
        "gpu_profile": {"driver": "Install"} if pool.machine.gpus else None,
        "gpu_instance_profile": mig_profile(pool),
        "os_type": "Linux",
        "os_disk_type": disk.kind,
        "os_disk_size_gb": disk.gib,
        "enable_encryption_at_host": True,
        "enable_fips": False,
        **(spot if is_spot else {"scale_set_priority": "Regular"}),
    }


def node_taints(one: AgentPool) -> list[str]:
    """Return the taints that keep strangers off: on GPUs the one that GPU operators tolerate, else the cluster's."""
    own = GPU_TAINT if one.has_gpus else cluster_taint(one.pool.labels)
    return [f"{own['key']}={own['value']}:{own['effect']}", *([SPOT_TAINT] if one.is_spot else [])]


def node_labels(one: AgentPool, made_by: Mapping[str, str]) -> dict[str, str]:
    """Return the labels of the machines, with the one that AKS gives those of spot."""
    return {**labels_of_node(one.pool, one.capacity, made_by), **({SPOT: "spot"} if one.is_spot else {})}


def hints(one: AgentPool, infiniband: str | None) -> dict[str, str]:
    """Return the tags that tell the autoscaler what a machine has that is no processor and no memory."""
    resources = dict(devices(one.pool, infiniband))
    if one.has_gpus:
        resource, count = gpu_profiles.devices_of(one.pool)
        resources[resource] = str(count)
    return {HINT + resource.replace("/", "_", 1): count for resource, count in sorted(resources.items())}


def devices(pool: Pool, infiniband: str | None) -> dict[str, str]:
    """Return what a pod asks for to reach its machine's InfiniBand: one share is all of its cards.

    `infiniband` is the resource by which the network operator of the cluster hands them out.
    """
    return {infiniband: "1"} if infiniband is not None and pool.fabric == "rdma" else {}


def cluster_taint(labels: Mapping[str, str]) -> dict[str, str]:
    """Return the taint that keeps the pods of other clusters off, by the labels of the one."""
    return {"key": CLUSTER, "value": labels[CLUSTER], "effect": "NoSchedule"}


def mig_profile(pool: Pool) -> str | None:
    """Return AKS's word for how MIG divides the GPUs of a pool, or None where it does not.

    The same division is a label for the GPU operator, which finds it done.
    """
    word = pool.gpu_profile.word if pool.gpu_profile is not None else ""
    found = MIG_SLICES.match(word)
    return f"MIG{found['slices']}g" if found else None


def placements(topology: Topology, infiniband: str | None = None) -> Mapping[tuple[str, str], Placement]:
    """Return where the pods of every pool run, by (cluster, pool)."""
    return {
        (pool.cluster, pool.name): _placement(pool, topology.location or "", infiniband)
        for cluster in topology.clusters
        for pool in cluster.pools
    }


def _placement(pool: Pool, location: str, infiniband: str | None) -> Placement:
    own = {"operator": "Equal", **cluster_taint(pool.labels)}
    return Placement(
        node_selector=selector_of(pool),
        capacities=tuple(map(capacity_label, pool.capacity)),
        tolerations=(
            TOLERATE_GPU if pool.machine.gpus else own,
            *([TOLERATE_SPOT] if "spot" in pool.capacity else []),
        ),
        zones=tuple(f"{location}-{availability_zone(zone)}" for zone in pool.zones),
        devices=devices(pool, infiniband),
    )


def priorities(topology: Topology) -> dict[int, list[str]]:
    """Return what the autoscaler tries first: priority to patterns of scale sets, which AKS names after agent pools."""
    found: dict[int, list[str]] = {}
    for one in agent_pools(topology):
        found.setdefault(one.priority, []).append(f"^aks-{one.name}-.*")
    return found
