"""What clusters of GKE have of software before anything is made in them, and what this target runs there: images. Pure.

It needs no SDK, so `groundplan bundle` asks it as well.
"""

from __future__ import annotations

from components.topology.gpu_software import DEVICE_PLUGIN, DRIVER, TOOLKIT
from components.topology.model import Topology
from components.topology.pools import has_gpus

PRESENT = frozenset({"gpu-operator"})
"""GKE brings what makes GPUs work, and NVIDIA's operator would stand in its way (gpu_metrics.py)."""
GPU_SOFTWARE = frozenset({DRIVER, TOOLKIT, DEVICE_PLUGIN})
EXPORTER = "dcgm-exporter"
"""The name of NVIDIA's exporter in images.lock."""


def images(topology: Topology, version: str) -> tuple[str, ...]:
    """Return the images, by their names in images.lock; they are the same beside every `version` of Kubernetes."""
    del version
    return (EXPORTER,) if has_gpus(topology) else ()
