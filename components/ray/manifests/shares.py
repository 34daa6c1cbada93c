"""How a machine is shared between Ray and what stands beside it, so that a pool takes what the plan says and no more.

What a cluster has but once stands on its head's machine: a cluster whose nodes are counted then always has room for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from components.topology.errors import TopologyError
from components.topology.gpu_profiles import devices_of
from components.topology.model import Cluster, Pool
from components.topology.pools import scales

MEBIBYTE = 2**20
GIBIBYTE = 2**30


@dataclass(frozen=True, kw_only=True)
class Share:
    """A part of a machine that one container has to itself."""

    millicpus: int
    memory_bytes: int

    def resources(self, more: Mapping[str, str] | None = None) -> dict[str, dict[str, str]]:
        """Return requests and limits, which are equal: a pod that takes more than it asked for is evicted for it."""
        amounts = {"cpu": f"{self.millicpus}m", "memory": str(self.memory_bytes), **(more or {})}
        return {"requests": amounts, "limits": dict(amounts)}


LOG_SENDER = Share(millicpus=50, memory_bytes=64 * MEBIBYTE)
"""Fluent Bit's own figure is 1 MB and little processor; its buffer is bounded to 8 MB."""
AUTOSCALER = Share(millicpus=250, memory_bytes=512 * MEBIBYTE)
"""KubeRay's default memory. It looks every five seconds, for which half of KubeRay's default processor is enough."""
STORE = Share(millicpus=250, memory_bytes=GIBIBYTE)
"""Of fault tolerance: the control plane of a cluster of 1,000 nodes stays far below this."""
LOG_COLLECTOR = Share(millicpus=100, memory_bytes=192 * MEBIBYTE)
LOG_KEEPER = Share(millicpus=20, memory_bytes=64 * MEBIBYTE)
LOG_READER = Share(millicpus=30, memory_bytes=64 * MEBIBYTE)
"""To look at 50,000 files takes half a second of a processor, and the kernel sends them. A head of 1 cpu holds all."""
IDLE_STOP = Share(millicpus=50, memory_bytes=64 * MEBIBYTE)
"""Python with its standard library takes 15 to 30 MiB."""
ONCE = Share(millicpus=100, memory_bytes=128 * MEBIBYTE)
"""What starts, does one thing and ends before its pod begins; no more than any of those pods takes afterwards."""

LEAST = Share(millicpus=250, memory_bytes=512 * MEBIBYTE)
"""Ray's own processes take some 600 MB on a head; with less beside the object store nothing is left for work."""


def beside_ray(cluster: Cluster, pool: Pool) -> tuple[Share, ...]:
    """Return what else takes a share of a pool's machine; on every one what sends logs, on the head all the rest."""
    if pool.role != "head":
        return (LOG_SENDER,)
    once = (LOG_SENDER, STORE, LOG_COLLECTOR, LOG_KEEPER, LOG_READER)
    return (
        *once,
        *([AUTOSCALER] if scales(cluster) else []),
        *([IDLE_STOP] if cluster.idle_stop_s is not None else []),
    )


def ray_share(cluster: Cluster, pool: Pool) -> Share:
    """Return what is left for Ray of a pool's machine."""
    beside = beside_ray(cluster, pool)
    return Share(
        millicpus=pool.machine.cpus * 1000 - sum(share.millicpus for share in beside),
        memory_bytes=pool.machine.memory_bytes - sum(share.memory_bytes for share in beside),
    )


def ray_resources(cluster: Cluster, pool: Pool, devices: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return requests and limits of the container in which Ray runs; `devices` are the platform's, as of a fabric."""
    resource, count = devices_of(pool)
    return ray_share(cluster, pool).resources({**({resource: str(count)} if count else {}), **devices})


def machine_errors(cluster: Cluster) -> Iterator[TopologyError]:
    """Yield why pods of a cluster cannot be made: memory that nobody knows, or too little of the machine for Ray."""
    for pool in cluster.pools:
        path = f"clusters[{cluster.name}].pools[{pool.name}].machine"
        if not pool.machine.memory_bytes:
            yield TopologyError(
                path=f"{path}.memory",
                asked="the plan leaves the memory open",
                allowed="a pod on a cluster that exists has a limit of memory, and no catalog knows its machines",
                remedy='give for example "memory: 32GiB"',
            )
        elif _too_small(cluster, pool):
            yield _small(cluster, pool, path)


def _too_small(cluster: Cluster, pool: Pool) -> bool:
    share = ray_share(cluster, pool)
    left = share.memory_bytes - pool.machine.object_store_bytes
    return share.millicpus < LEAST.millicpus or left < LEAST.memory_bytes


def _small(cluster: Cluster, pool: Pool, path: str) -> TopologyError:
    beside = beside_ray(cluster, pool)
    taken = sum(share.memory_bytes for share in beside) + pool.machine.object_store_bytes
    return TopologyError(
        path=path,
        asked=f"the plan gives {pool.machine.cpus} cpu and {pool.machine.memory_bytes // MEBIBYTE} MiB",
        allowed=f"{sum(share.millicpus for share in beside)}m and {taken // MEBIBYTE} MiB go to the object store and "
        f"to what stands beside Ray, which needs {LEAST.millicpus}m and {LEAST.memory_bytes // MEBIBYTE} MiB itself",
        remedy="give 2 cpu and 4GiB or more" if pool.role == "head" else "give 1 cpu and 1GiB or more",
    )
