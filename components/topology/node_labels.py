"""What a node of a pool is labelled with, and what keeps others' pods off it: the same on every Kubernetes."""

from collections.abc import Mapping

from components.topology import gpu_profiles
from components.topology.labels import CAPACITY, CLUSTER, PLAN, POOL
from components.topology.model import Pool
from components.topology.names import bounded

POOL_LABELS = (PLAN, CLUSTER, POOL)
"""Those of a pool's labels that its pods select."""

GPU_TAINT = {"key": "nvidia.com/gpu", "value": "present", "effect": "NoSchedule"}
"""GPU operators, device plugins and exporters tolerate it by default."""
TOLERATE_GPU = {"key": "nvidia.com/gpu", "operator": "Exists", "effect": "NoSchedule"}


def capacity_label(capacity: str) -> str:
    """Return a capacity as the value of a label: "reservation:cr-0abc" has a character that no label has."""
    return bounded(capacity.replace(":", ".").replace("/", "_").rstrip("._-"))


def selector_of(pool: Pool) -> dict[str, str]:
    """Return the labels by which pods of a pool find its nodes."""
    return {key: pool.labels[key] for key in POOL_LABELS}


def labels_of_node(pool: Pool, capacity: str, made_by: Mapping[str, str]) -> dict[str, str]:
    """Return the labels that make a node one of its pool, and tell the GPU operator how to divide its GPUs.

    `made_by` is the label of the stack. No pod selects it, so that a stack that gets one moves no pod.
    """
    return {
        **selector_of(pool),
        CAPACITY: capacity_label(capacity),
        **made_by,
        **gpu_profiles.node_labels(pool),
    }
