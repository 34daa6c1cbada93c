"""What clusters of AWS have of software before anything is made in them, and what this target runs there: images. Pure.

It needs no SDK, so `groundplan bundle` asks it as well.
"""

from __future__ import annotations

from components.topology.gpu_software import DRIVER, TOOLKIT
from components.topology.model import Topology

PRESENT: frozenset[str] = frozenset()
"""Services that a cluster has."""
GPU_SOFTWARE = frozenset({DRIVER, TOOLKIT})
"""Amazon EKS, "EKS-optimized accelerated AMIs": its images for NVIDIA have both."""
EFA_PLUGIN = "efa-plugin"
"""The name of EFA's device plugin in images.lock."""


def autoscaler_image(version: str) -> str:
    """Return the autoscaler's name in images.lock for a minor version of Kubernetes.

    It plays that version's scheduler, so each has its own (kubernetes/autoscaler, cluster-autoscaler/README.md).
    """
    return f"cluster-autoscaler-{version}"


def has_rdma(topology: Topology) -> bool:
    """Return whether any pool asks for RDMA."""
    return any(pool.fabric == "rdma" for cluster in topology.clusters for pool in cluster.pools)


def images(topology: Topology, version: str) -> tuple[str, ...]:
    """Return the images, by their names in images.lock, beside Kubernetes of the minor version `version`."""
    return (autoscaler_image(version), *([EFA_PLUGIN] if has_rdma(topology) else []))
