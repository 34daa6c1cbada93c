"""Which file system a store becomes, how large and how fast. Pure.

A store that names a throughput becomes a Managed Lustre, sized so that it gives it; one that names none becomes a
Filestore, whose speed follows from its size.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from components.topology.model import Store, Topology
from components.topology.rights import clients_of_files

GIB, MB = 2**30, 10**6
LUSTRE, FILESTORE = "lustre", "filestore"

TIERS = (
    (125, 72_000, 12_240_000),
    (250, 36_000, 6_120_000),
    (500, 18_000, 3_060_000),
    (1000, 9_000, 1_530_000),
)
"""Managed Lustre's tiers: MB/s for each TiB, GiB of a step (and of the smallest), GiB of the largest in such steps
(docs.cloud.google.com, "Managed Lustre performance tiers", read 2026-11-27).
"""
TIB_IN_GIB = 1024
FILESTORE_MINIMUM_GIB = 1024
FILESTORE_BANDS = ((9_984, 256), (102_400, 2560))
"""Of the tiers ZONAL and REGIONAL: the largest of each band and its step, in GiB (docs.cloud.google.com, "Filestore
service tiers": 1 to 9.75 TiB by 256 GiB, 10 to 100 TiB by 2.5 TiB).
"""
MAY_BE_LOST = frozenset({"scratch"})
"""What a store holds -> one zone is enough for it."""


@dataclass(frozen=True, kw_only=True)
class Lustre:
    """A Managed Lustre: GiB, and MB/s for each TiB."""

    capacity_gib: int
    throughput_per_tib_mb: int


@dataclass(frozen=True, kw_only=True)
class Filestore:
    """A Filestore: GiB, and the tier "ZONAL" or "REGIONAL"."""

    capacity_gib: int
    tier: str


def filesystems(topology: Topology) -> tuple[Store, ...]:
    """Return the stores that are file systems."""
    return tuple(store for store in topology.stores if store.kind == "filesystem")


def kind_of(store: Store) -> str:
    """Return the kind of file system that a store becomes."""
    return LUSTRE if store.throughput_bytes_per_s else FILESTORE


def kinds_by_segment(topology: Topology) -> Mapping[str, frozenset[str]]:
    """Return the kinds of file systems that the machines of each segment mount; of those that mount none, nothing."""
    mounted: dict[str, set[str]] = {}
    for store in topology.stores:
        if store.kind == "filesystem":
            for segment in clients_of_files(topology, store):
                mounted.setdefault(segment, set()).add(kind_of(store))
    return {segment: frozenset(kinds) for segment, kinds in mounted.items()}


def lustre_of(store: Store) -> Lustre | None:
    """Return the smallest Lustre that holds a store and gives its throughput, of two the slower; None where none
    does.
    """
    size_gib = -(-store.size_bytes // GIB)
    mb_per_s = -(-(store.throughput_bytes_per_s or 0) // MB)
    fitting = []
    for rate, step, largest in TIERS:
        needed = max(size_gib, -(-mb_per_s * TIB_IN_GIB // rate))
        capacity = -(-needed // step) * step
        if capacity <= largest:
            fitting.append((capacity, rate))
    if not fitting:
        return None
    capacity, rate = min(fitting)
    return Lustre(capacity_gib=capacity, throughput_per_tib_mb=rate)


def filestore_of(store: Store) -> Filestore | None:
    """Return the smallest Filestore that holds a store, or None where none does."""
    size_gib = max(FILESTORE_MINIMUM_GIB, -(-store.size_bytes // GIB))
    tier = "ZONAL" if store.holds in MAY_BE_LOST else "REGIONAL"
    for largest, step in FILESTORE_BANDS:
        if size_gib <= largest:
            return Filestore(capacity_gib=-(-size_gib // step) * step, tier=tier)
    return None
