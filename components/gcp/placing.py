"""Which node pools a pool becomes, what they are called, where its pods run, and in which order. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from components.contract import Placement
from components.gcp import dividing, names
from components.gcp.machines import has_fabric, reservation
from components.gcp.network_limits import zones_of_pool
from components.topology.labels import PLAN
from components.topology.model import Pool, Topology
from components.topology.names import bounded

CAPACITY = "groundplan-capacity"
POOL_LABELS = (PLAN, "groundplan-cluster", "groundplan-pool")
COMPUTE_CLASS = "cloud.google.com/compute-class"
TOLERATE_GPU = {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}
"""GKE puts this taint on nodes with GPUs by itself."""
FABRIC = {"fabric": "mrdma.google.com"}
"""The class of a fabric's interfaces, which GKE makes ("Allocate network resources by using GKE managed DRANET")."""


@dataclass(frozen=True, kw_only=True)
class Nodes:
    """The nodes of a pool that are bought in one way, in one zone: one node pool."""

    capacity: str
    zone: str


def nodes_of(topology: Topology, pool: Pool) -> tuple[Nodes, ...]:
    """Return the node pools of a pool, in the order in which they are tried."""
    return tuple(
        Nodes(capacity=capacity, zone=zone)
        for capacity in pool.capacity
        for zone in zones_of_pool(topology, pool)
    )


def capacity_label(capacity: str) -> str:
    """Return a capacity as the value of a label: "reservation:cr-0abc" has a character that no label has."""
    return bounded(capacity.replace(":", ".").replace("/", "_").rstrip("._-"))


def node_pool_name(pool: Pool, nodes: Nodes) -> str:
    """Return the name of a node pool, whose characters are those of a host name."""
    bought = capacity_label(nodes.capacity).lower().replace(".", "-").replace("_", "-")
    return names.node_pool(pool.cluster, pool.name, bought, nodes.zone)


def is_ordered(pool: Pool) -> bool:
    """Return whether a pool is bought in several ways, of which GKE is to try the first one first."""
    return len(pool.capacity) > 1


def compute_class(pool: Pool) -> str:
    """Return the name of the class that tells GKE the order of a pool's node pools."""
    return bounded(f"{pool.labels[PLAN]}-{pool.cluster}-{pool.name}")


def placements(topology: Topology) -> Mapping[tuple[str, str], Placement]:
    """Return where the pods of every pool run, by (cluster, pool)."""
    pools = [pool for cluster in topology.clusters for pool in cluster.pools]
    return {(pool.cluster, pool.name): _placement(topology, pool) for pool in pools}


def _placement(topology: Topology, pool: Pool) -> Placement:
    selector = {key: pool.labels[key] for key in POOL_LABELS} | dividing.node_labels(pool)
    tolerations = [TOLERATE_GPU] if pool.machine.gpus else []
    if is_ordered(pool):
        name = compute_class(pool)
        selector[COMPUTE_CLASS] = name
        tolerations.append({"key": COMPUTE_CLASS, "operator": "Equal", "value": name, "effect": "NoSchedule"})
    return Placement(
        node_selector=selector,
        capacities=tuple(map(capacity_label, pool.capacity)),
        tolerations=tuple(tolerations),
        zones=zones_of_pool(topology, pool),
        claims=FABRIC if has_fabric(pool) else {},
    )


def compute_classes(topology: Topology) -> tuple[dict[str, Any], ...]:
    """Return the classes of pools that are bought in several ways: each way with all its zones before the next.

    GKE starts no node outside of these pools, and moves no running pod to a better one: a trainer would lose its work.
    """
    return tuple(
        _class(topology, pool) for cluster in topology.clusters for pool in cluster.pools if is_ordered(pool)
    )


def _class(topology: Topology, pool: Pool) -> dict[str, Any]:
    there = nodes_of(topology, pool)
    return {
        "apiVersion": "cloud.google.com/v1",
        "kind": "ComputeClass",
        "metadata": {"name": compute_class(pool), "labels": {**pool.labels, **topology.made_by}},
        "spec": {
            "description": f"{pool.cluster}/{pool.name}: {', then '.join(pool.capacity)}",
            "priorities": [
                {"nodepools": [node_pool_name(pool, each) for each in there if each.capacity == capacity]}
                for capacity in pool.capacity
            ],
            "nodePoolAutoCreation": {"enabled": False},
            "activeMigration": {"optimizeRulePriority": False},
            "whenUnsatisfiable": "DoNotScaleUp",
        },
    }


def is_reserved(nodes: Nodes) -> bool:
    """Return whether nodes are those of a reservation."""
    return reservation(nodes.capacity) is not None
