"""What agent pools a plan's pools become: one for each zone and each way of buying. Pure.

Each zone has a subnet and a way out of its own, and a pool of AKS has one subnet; what is bought differently is another
pool to AKS. So a zone or a capacity more is an agent pool more, and changes none that is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from components.azure.addresses import availability_zone
from components.azure.names import agent_pool_name
from components.contract import Placement
from components.topology import gpu_profiles
from components.topology.labels import CLUSTER
from components.topology.model import Pool, Topology
from components.topology.node_labels import (
    GPU_TAINT,
    TOLERATE_GPU,
    capacity_label,
    labels_of_node,
    selector_of,
)

RESERVATION = "reservation:"

OS_DISK_GIB = 128
OS_DISK_GIB_GPU = 512
"""Images with CUDA and what Ray spills; AKS itself takes 128 GiB of the larger machines."""
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
    """One agent pool: `key` is its identity in the stack, `name` the one that AKS knows."""

    key: str
    name: str
    pool: Pool
    segment: str
    zone: str
    capacity: str
    machine: str
    priority: int

    @property
    def is_spot(self) -> bool:
        """Whether Azure may take its machines back at any time."""
        return self.capacity == "spot"

    @property
    def reservation(self) -> str | None:
        """The reservation that its machines are of, as the plan names it: <resource group>/<group>."""
        return self.capacity.removeprefix(RESERVATION) if self.capacity.startswith(RESERVATION) else None

    @property
    def has_gpus(self) -> bool:
        """Whether its machines have GPUs."""
        return bool(self.pool.machine.gpus)

    @property
    def os_disk_gib(self) -> int:
        """How large the system's disk is."""
        return OS_DISK_GIB_GPU if self.has_gpus else OS_DISK_GIB


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
            # Whatever Azure never changes of one.
            fixed = (word, zone, machine, str(pool.pods_per_node), mig_profile(pool) or "")
            yield AgentPool(
                key=f"{pool.cluster}-{pool.name}-{word}-{zone}",
                name=agent_pool_name(pool.name, pool.cluster, *fixed),
                pool=pool, segment=segment, zone=zone, capacity=capacity, machine=machine,
                priority=FIRST_PRIORITY - PRIORITY_STEP * order,
            )  # fmt: skip


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
