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
from components.topology.labels import CLUSTER
from components.topology.model import Pool, Topology
from components.topology.node_labels import GPU_TAINT, TOLERATE_GPU, capacity_label, selector_of

RESERVATION = "reservation:"
GIB = 2**30

OS_DISK_GIB = 128
OS_DISK_GIB_GPU = 512
"""Images with CUDA and what Ray spills; AKS itself takes 128 GiB of the larger machines."""
SPOT = "kubernetes.azure.com/scalesetpriority"
"""The label of spot nodes, and the key of the taint that AKS gives them ("Add a spot node pool")."""
SPOT_TAINT = f"{SPOT}=spot:NoSchedule"
TOLERATE_SPOT = {"key": SPOT, "operator": "Equal", "value": "spot", "effect": "NoSchedule"}

MIG_SLICES = re.compile(r"mig-(?P<slices>[12347])g\.")
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
    def is_placed_close(self) -> bool:
        """Whether its machines are kept close together; `limits` lets no reservation beside that."""
        return self.pool.fabric == "rdma"

    @property
    def has_gpus(self) -> bool:
        """Whether its machines have GPUs."""
        return bool(self.pool.machine.gpus)

    @property
    def os_disk_gib(self) -> int:
        """How large the system's disk is."""
        return OS_DISK_GIB_GPU if self.has_gpus else OS_DISK_GIB

    @property
    def is_ephemeral(self) -> bool:
        """Whether the system's disk lies on the machine itself: free, faster, and gone with it."""
        offer = self.pool.offer
        local = offer.machine.local_disk_bytes if offer is not None else None
        return local is not None and local >= self.os_disk_gib * GIB


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
            yield AgentPool(
                key=f"{pool.cluster}-{pool.name}-{word}-{zone}",
                name=agent_pool_name(pool.name, pool.cluster, word, zone, machine, str(pool.pods_per_node)),
                pool=pool, segment=segment, zone=zone, capacity=capacity, machine=machine,
                priority=FIRST_PRIORITY - PRIORITY_STEP * order,
            )  # fmt: skip


def node_taints(one: AgentPool) -> list[str]:
    """Return the taints that keep strangers off: on GPUs the one that GPU operators tolerate, else the cluster's."""
    own = GPU_TAINT if one.has_gpus else _cluster_taint(one.pool)
    return [f"{own['key']}={own['value']}:{own['effect']}", *([SPOT_TAINT] if one.is_spot else [])]


def _cluster_taint(pool: Pool) -> dict[str, str]:
    return {"key": CLUSTER, "value": pool.labels[CLUSTER], "effect": "NoSchedule"}


def mig_profile(pool: Pool) -> str | None:
    """Return AKS's word for how MIG divides the GPUs of a pool, or None where it does not.

    The same division is a label for the GPU operator, which finds it done.
    """
    word = pool.gpu_profile.word if pool.gpu_profile is not None else ""
    found = MIG_SLICES.match(word)
    return f"MIG{found['slices']}g" if found else None


def placements(topology: Topology) -> Mapping[tuple[str, str], Placement]:
    """Return where the pods of every pool run, by (cluster, pool)."""
    return {
        (pool.cluster, pool.name): _placement(pool, topology.location or "")
        for cluster in topology.clusters
        for pool in cluster.pools
    }


def _placement(pool: Pool, location: str) -> Placement:
    own = {"operator": "Equal", **_cluster_taint(pool)}
    return Placement(
        node_selector=selector_of(pool),
        capacities=tuple(map(capacity_label, pool.capacity)),
        tolerations=(
            TOLERATE_GPU if pool.machine.gpus else own,
            *([TOLERATE_SPOT] if "spot" in pool.capacity else []),
        ),
        zones=tuple(f"{location}-{availability_zone(zone)}" for zone in pool.zones),
    )


def priorities(topology: Topology) -> dict[int, list[str]]:
    """Return what the autoscaler tries first: priority to patterns of scale sets, which AKS names after agent pools."""
    found: dict[int, list[str]] = {}
    for one in agent_pools(topology):
        found.setdefault(one.priority, []).append(f"^aks-{one.name}-.*")
    return found
