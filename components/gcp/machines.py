"""What a machine of Google Cloud needs to be told of itself: the names of its GPUs, its disks, its fabric. Pure."""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from components.topology.model import Pool
from components.topology.nearness import is_together

RDMA = "gpudirect-rdma"
"""The fabric of the catalog whose interfaces GKE hands to pods: A3 Ultra's and A4's. A3 High and A3 Mega speak TCP,
with networks and daemons of their own that nothing makes here (docs.cloud.google.com, "Allocate network resources by
using GKE managed DRANET").
"""


class MachineType(Protocol):
    """What is asked of a machine of the catalog."""

    @property
    def name(self) -> str:
        """Its name at Google."""
        ...

    @property
    def gpus(self) -> Fraction:
        """How many it has."""
        ...

    @property
    def local_disk_bytes(self) -> int | None:
        """Local SSD that it comes with, None where nobody knows."""
        ...


ACCELERATORS = {
    "a2-highgpu": "nvidia-tesla-a100",
    "a2-megagpu": "nvidia-tesla-a100",
    "a2-ultragpu": "nvidia-a100-80gb",
    "a3-highgpu": "nvidia-h100-80gb",
    "a3-megagpu": "nvidia-h100-mega-80gb",
    "a3-ultragpu": "nvidia-h200-141gb",
    "a4-highgpu": "nvidia-b200",
    "g2-standard": "nvidia-l4",
}
"""Kind of machine -> name of its GPUs (docs.cloud.google.com, "GPU machine types", and its table for GKE)."""
COMPACT = frozenset(
    {"a2", "a3", "a4", "c2", "c2d", "c3", "c3d", "c4", "c4a", "c4d", "g2", "g4", "h3", "h4d", "n2", "n2d"}
)
"""Series of machines that GKE places close by each other (docs.cloud.google.com, "Placement policies overview")."""
LOCAL_SSD_BYTES = 375 * 2**30
"""Of each disk of Local SSD that these machines come with."""
ONLY_HYPERDISK = ("a3-ultragpu", "a4", "c4", "n4")
"""Machines that boot from no Persistent Disk (docs.cloud.google.com, "Accelerator-optimized machine family")."""
HYPERDISK, PERSISTENT_DISK = "hyperdisk-balanced", "pd-balanced"
BOOT_DISK_GB = 200
"""Room for the images of the runtime: 10 GB and more each, several of them while one replaces another."""


def kind(machine: str) -> str:
    """Return a machine's kind: "a3-highgpu" of "a3-highgpu-8g"."""
    return machine.rpartition("-")[0]


def accelerator(machine: MachineType) -> str | None:
    """Return the name of a machine's GPUs, or None where it has none or nobody knows it."""
    return ACCELERATORS.get(kind(machine.name)) if machine.gpus else None


def boot_disk(machine: str) -> str:
    """Return the type of disk from which a machine starts."""
    return HYPERDISK if machine.startswith(ONLY_HYPERDISK) else PERSISTENT_DISK


def local_ssds(machine: MachineType) -> int:
    """Return how many disks of Local SSD a machine comes with."""
    return round((machine.local_disk_bytes or 0) / LOCAL_SSD_BYTES)


def has_fabric(pool: Pool) -> bool:
    """Return whether the GPUs of a pool reach each other past the kernel: the plan asks it and the machine has it."""
    return pool.fabric == "rdma" and pool.offer is not None and pool.offer.machine.fabric == RDMA


def is_compact(pool: Pool) -> bool:
    """Return whether GKE places the nodes of a pool close by each other; those with a fabric by default."""
    return is_together(pool, by_default=has_fabric(pool))


def reservation(capacity: str) -> str | None:
    """Return the name of the reservation that a capacity names, or None.

    >>> reservation("reservation:cr-0abc"), reservation("spot")
    ('cr-0abc', None)
    """
    word, _, name = capacity.partition(":")
    return name if word == "reservation" else None
