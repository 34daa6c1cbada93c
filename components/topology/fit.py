"""Whether a plan fits this machine: memory and disk, with what there is and what the plan asks."""

import math
from collections.abc import Iterable

from components.topology.errors import TopologyError
from components.topology.facts import HostFacts
from components.topology.model import Pool, Store

KIB, MIB, GIB, TIB = 2**10, 2**20, 2**30, 2**40
UNITS = ((TIB, "TiB"), (GIB, "GiB"), (MIB, "MiB"), (KIB, "KiB"))

# The operating system, the engine (about 0.5 GiB while it runs) and the forwarders live beside the nodes: an
# eighth of the memory, but at least 1 GiB and never more than 16 GiB.
SYSTEM_SHARE = 8
SYSTEM_MINIMUM_BYTES = 1 * GIB
SYSTEM_MAXIMUM_BYTES = 16 * GIB

NODE_MINIMUM_BYTES = 1 * GIB
"""Ray's own processes take 0.8 GiB a node (six nodes measured at 4.9 GB) before the first task."""

DISK_RESERVE_BYTES = 1 * GIB
"""For logs, spilled objects and the engine's state, which lie beside the stores."""


def size(amount_bytes: int) -> str:
    """Return bytes for people: in the largest binary unit that gives 1 or more, rounded to one decimal."""
    unit_bytes, unit = next(((b, u) for b, u in UNITS if amount_bytes >= b), UNITS[-1])
    return f"{amount_bytes / unit_bytes:.1f}".removesuffix(".0") + unit


def size_or_more(amount_bytes: int) -> str:
    """Return bytes for people, rounded up: who frees as much has freed enough."""
    tenth_bytes = next((b for b, _ in UNITS if amount_bytes >= b), UNITS[-1][0]) / 10
    return size(math.ceil(math.ceil(amount_bytes / tenth_bytes) * tenth_bytes))


def system_reserve_bytes(memory_bytes: int) -> int:
    """Return how much of a machine's memory, in bytes, no pool may have."""
    return min(max(memory_bytes // SYSTEM_SHARE, SYSTEM_MINIMUM_BYTES), SYSTEM_MAXIMUM_BYTES)


def asked_memory_bytes(pools: Iterable[Pool]) -> int:
    """Return the memory of all nodes of all pools, in bytes."""
    return sum(pool.count * pool.machine.memory_bytes for pool in pools)


def left_memory_bytes(pools: Iterable[Pool], facts: HostFacts) -> int:
    """Return what the pools and the system leave of the memory, in bytes; below 0 where it is short."""
    return facts.memory_bytes - system_reserve_bytes(facts.memory_bytes) - asked_memory_bytes(pools)


def node_memory_errors(pools: Iterable[Pool]) -> list[TopologyError]:
    """Return a refusal for every pool whose nodes have too little memory to start in, or none given."""
    return [_too_small(pool) for pool in pools if pool.machine.memory_bytes < NODE_MINIMUM_BYTES]


def memory_errors(pools: tuple[Pool, ...], facts: HostFacts) -> list[TopologyError]:
    """Return a refusal where all nodes together ask more memory than the machine has for them."""
    short_bytes = -left_memory_bytes(pools, facts)
    if short_bytes <= 0:
        return []
    reserve_bytes = system_reserve_bytes(facts.memory_bytes)
    listed = ", ".join(
        f"{pool.count} x {size(pool.machine.memory_bytes)} for {pool.cluster}/{pool.name}" for pool in pools
    )
    return [
        TopologyError(
            path="clusters",
            asked=f"the pools ask {size(asked_memory_bytes(pools))} of memory ({listed})",
            allowed=f"this machine has {size(facts.memory_bytes)}, less {size(reserve_bytes)} for the "
            f"system: {size(max(0, facts.memory_bytes - reserve_bytes))} for pools",
            remedy=f"take {size_or_more(short_bytes)} from the pools, or use a machine with more memory",
        )
    ]


def disk_errors(stores: tuple[Store, ...], facts: HostFacts) -> list[TopologyError]:
    """Return a refusal where all stores together ask more than the free disk."""
    asked_bytes = sum(store.size_bytes for store in stores)
    short_bytes = asked_bytes + DISK_RESERVE_BYTES - facts.free_disk_bytes
    if short_bytes <= 0:
        return []
    listed = ", ".join(f"{size(store.size_bytes)} for {store.name}" for store in stores)
    return [
        TopologyError(
            path="storage",
            asked=f"the stores ask {size(asked_bytes)} of disk ({listed})",
            allowed=f"{size(facts.free_disk_bytes)} are free, less {size(DISK_RESERVE_BYTES)} for logs and "
            f"state: {size(max(0, facts.free_disk_bytes - DISK_RESERVE_BYTES))} for stores",
            remedy=f"take {size_or_more(short_bytes)} from the stores, or free as much",
        )
    ]


def _too_small(pool: Pool) -> TopologyError:
    given_bytes = pool.machine.memory_bytes
    return TopologyError(
        path=f"clusters[{pool.cluster}].pools[{pool.name}].machine.memory",
        asked=f"the plan gives {size(given_bytes) if given_bytes else 'none'}",
        allowed=f"on local memory is enforced, and a Ray node takes at least {size(NODE_MINIMUM_BYTES)}",
        remedy="give for example 2GiB",
    )
