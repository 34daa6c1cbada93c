"""How GKE divides the GPUs of a node pool: by MIG, or by turns on the one GPU of a machine. Pure.

GKE's own device plugin does it, told by the node pool; parts and turns are asked for as whole GPUs are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components.gcp.machines import accelerator
from components.topology.errors import TopologyError
from components.topology.gpu_profiles import turns_of
from components.topology.model import Pool

_OF_80_GB = ("1g.10gb", "2g.20gb", "3g.40gb", "7g.80gb")
PARTITIONS: Mapping[str, tuple[str, ...]] = {
    "nvidia-tesla-a100": ("1g.5gb", "2g.10gb", "3g.20gb", "7g.40gb"),
    "nvidia-a100-80gb": _OF_80_GB,
    "nvidia-h100-80gb": ("1g.10gb", "1g.20gb", "2g.20gb", "3g.40gb", "7g.80gb"),
    "nvidia-h200-141gb": ("1g.18gb", "1g.35gb", "2g.35gb", "3g.71gb", "4g.71gb", "7g.141gb"),
    "nvidia-b200": ("1g.23gb", "1g.45gb", "2g.45gb", "3g.90gb", "4g.90gb", "7g.180gb"),
}
"""GPUs -> the sizes into which GKE divides them: those that its plugin knows of each (GoogleCloudPlatform/
container-engine-accelerators, pkg/gpu/nvidia/mig/mig.go); others NVIDIA has, and nodes with them offer no GPU."""
PARTITION = "cloud.google.com/gke-gpu-partition-size"
CLIENTS = "cloud.google.com/gke-max-shared-clients-per-gpu"
"""Labels that GKE gives to nodes by itself ("About GPU sharing strategies in GKE")."""


def partition_size(pool: Pool) -> str | None:
    """Return the size into which MIG divides the GPUs of a pool, or None where it does not.

    The plan's word has it behind "mig-".
    """
    word = pool.gpu_profile.word if pool.gpu_profile else ""
    return word.removeprefix("mig-") if word.startswith("mig-") else None


def node_labels(pool: Pool) -> dict[str, str]:
    """Return the labels of nodes that are divided as a pool says: pods wait for these, not for what was before."""
    size, turns = partition_size(pool), turns_of(pool)
    return {**({PARTITION: size} if size else {}), **({CLIENTS: str(turns)} if turns > 1 else {})}


def guest_accelerator(cards: str, pool: Pool) -> dict[str, Any]:
    """Return what a node pool is told of its GPUs, which GKE calls `cards`."""
    told = {
        "type": cards,
        "count": pool.machine.gpus,
        "gpu_driver_installation_config": {"gpu_driver_version": "LATEST"},
    }
    if size := partition_size(pool):
        return {**told, "gpu_partition_size": size}
    turns = turns_of(pool)
    sharing = {"gpu_sharing_strategy": "TIME_SHARING", "max_shared_clients_per_gpu": turns}
    return {**told, "gpu_sharing_config": sharing} if turns > 1 else told


def errors(pool: Pool) -> Iterator[TopologyError]:
    """Yield why GKE does not divide the GPUs of a pool as the plan says."""
    profile, machine = pool.gpu_profile, pool.offer.machine if pool.offer else None
    if profile is None or machine is None:
        return
    path = f"clusters[{pool.cluster}].pools[{pool.name}].gpu_profile"
    cards, size = accelerator(machine) or "", partition_size(pool)
    if size is not None and cards not in PARTITIONS:
        yield TopologyError(
            path=path,
            asked=f"the pool divides the GPUs of {machine.name} by {profile.word}",
            allowed=f"GKE divides {', '.join(sorted(PARTITIONS))}",
            remedy="name a machine with one of these by `type`, such as a3-highgpu-8g, or leave gpu_profile out",
        )
    elif size is not None and size not in PARTITIONS[cards]:
        yield TopologyError(
            path=path,
            asked=f"the pool divides its GPUs by {profile.word}",
            allowed=f"GKE divides {cards} by {', '.join(f'mig-{known}' for known in PARTITIONS[cards])}",
            remedy="write one of these, or leave it out",
        )
    elif turns_of(pool) > 1 and pool.machine.gpus > 1:
        yield TopologyError(
            path=path,
            asked=f"{turns_of(pool)} take turns on each of {pool.machine.gpus} GPUs of {machine.name}",
            allowed="GKE gives a container a turn on one GPU, so a pod would have one GPU of its machine",
            remedy="ask for machines with one GPU, divide them by MIG, or leave it out",
        )
