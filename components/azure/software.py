"""What clusters of AKS have of software before anything is made in them, and what this target runs there: images. Pure.

It needs no SDK, so `groundplan bundle` asks it as well.
"""

from __future__ import annotations

from components.topology.gpu_software import DRIVER, TOOLKIT
from components.topology.model import Topology

PRESENT: frozenset[str] = frozenset()
"""Services that a cluster has."""
GPU_SOFTWARE = frozenset({DRIVER, TOOLKIT})
"""What AKS installs on a machine with GPUs (`gpuProfile`); a second toolkit would write its containerd's settings anew,
and the node would not come back ("Use NVIDIA GPU Operator on AKS")."""


def images(topology: Topology, version: str) -> tuple[str, ...]:
    """Return the images, by their names in images.lock: this target runs none beside any `version` of Kubernetes."""
    del topology, version
    return ()
