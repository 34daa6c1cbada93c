"""Where the pods of each pool run, and what the nodes of the inventory are labelled with."""

from collections.abc import Mapping

from components.contract import Placement
from components.topology import gpu_profiles
from components.topology.labels import CAPACITY, CLUSTER, PLAN, POOL
from components.topology.model import InventoryNode, Pool, Topology
from components.topology.names import bounded

GPU_TAINT = {"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"}
"""GPU operators, device plugins and exporters tolerate it by default."""
TOLERATE_GPU = {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}
POOL_LABELS = (PLAN, CLUSTER, POOL)


def placements(topology: Topology) -> Mapping[tuple[str, str], Placement]:
    """Return where the pods of every pool run, by (cluster, pool)."""
    pools = [pool for cluster in topology.clusters for pool in cluster.pools]
    return {(pool.cluster, pool.name): placement(pool) for pool in pools}


def placement(pool: Pool) -> Placement:
    """Return where the pods of a pool run: on its own nodes, or on those that something else makes for it.

    Its zones are nobody's promise: one node more would change them, and every pod with them.
    """
    return Placement(
        node_selector=dict(pool.selector) or {key: pool.labels[key] for key in POOL_LABELS},
        capacities=() if pool.selector else tuple(map(capacity_label, pool.capacity)),
        tolerations=(TOLERATE_GPU,) if pool.machine.gpus else (),
    )


def capacity_label(capacity: str) -> str:
    """Return a capacity as the value of a label: "reservation:cr-0abc" has a character that no label has."""
    return bounded(capacity.replace(":", ".").replace("/", "_").rstrip("._-"))


def node_labels(pool: Pool, node: InventoryNode, made_by: Mapping[str, str]) -> dict[str, str]:
    """Return the labels that make a node one of its pool, and tell the GPU operator how to divide its GPUs.

    `made_by` is the label of the stack. No pod selects it, so that a stack that gets one moves no pod.
    """
    own = {key: pool.labels[key] for key in POOL_LABELS} | {CAPACITY: capacity_label(node.capacity)}
    return own | dict(made_by) | gpu_profiles.node_labels(pool)


def node_taints(pool: Pool) -> list[dict[str, str]]:
    """Return the taints of a pool's nodes: only what needs a GPU may take a node that has some."""
    return [dict(GPU_TAINT)] if pool.machine.gpus else []
