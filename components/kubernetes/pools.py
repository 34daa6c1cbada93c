"""Where the pods of each pool run, and what the nodes of the inventory are labelled with."""

from collections.abc import Mapping

from components.contract import Placement
from components.topology import gpu_profiles
from components.topology.model import InventoryNode, Pool, Topology
from components.topology.node_labels import (
    GPU_TAINT,
    TOLERATE_GPU,
    capacity_label,
    labels_of_node,
    selector_of,
)


def placements(topology: Topology) -> Mapping[tuple[str, str], Placement]:
    """Return where the pods of every pool run, by (cluster, pool)."""
    pools = [pool for cluster in topology.clusters for pool in cluster.pools]
    return {(pool.cluster, pool.name): placement(pool) for pool in pools}


def placement(pool: Pool) -> Placement:
    """Return where the pods of a pool run: on its own nodes, or on those that something else makes for it.

    Its zones are nobody's promise: one node more would change them, and every pod with them.
    """
    return Placement(
        node_selector=dict(pool.selector) or selector_of(pool),
        capacities=() if pool.selector else tuple(map(capacity_label, pool.capacity)),
        tolerations=(TOLERATE_GPU,) if pool.machine.gpus else (),
    )


def node_labels(
    pool: Pool, node: InventoryNode, made_by: Mapping[str, str], *, divides: bool = True
) -> dict[str, str]:
    """Return the labels that make a node of the inventory one of its pool.

    Where `divides` is false somebody else divides its GPUs, and a label of ours would name a configuration that is not
    theirs.
    """
    labels = labels_of_node(pool, node.capacity, made_by)
    others = {} if divides else gpu_profiles.node_labels(pool)
    return {key: value for key, value in labels.items() if key not in others}


def node_taints(pool: Pool) -> list[dict[str, str]]:
    """Return the taints of a pool's nodes: only what needs a GPU may take a node that has some."""
    return [dict(GPU_TAINT)] if pool.machine.gpus else []
