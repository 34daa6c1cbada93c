"""How large and how fast a file system of Azure Managed Lustre is for what a store asks. Pure.

Tiers: learn.microsoft.com, "Azure Managed Lustre", throughput configurations. A tier's throughput grows with its
capacity, and capacity comes in steps; so a fast file system is a large one, or one of a faster tier.
"""

from __future__ import annotations

from dataclasses import dataclass

TIB = 2**40
MEGABYTE = 10**6


@dataclass(frozen=True, kw_only=True)
class Tier:
    """Throughput in MB/s for each TiB; capacity in TiB comes in steps, the first is the least."""

    name: str
    megabytes_per_s_per_tib: int
    step_tib: int
    most_tib: int


TIERS = (
    Tier(name="AMLFS-Durable-Premium-40", megabytes_per_s_per_tib=40, step_tib=48, most_tib=768),
    Tier(name="AMLFS-Durable-Premium-125", megabytes_per_s_per_tib=125, step_tib=16, most_tib=128),
    Tier(name="AMLFS-Durable-Premium-250", megabytes_per_s_per_tib=250, step_tib=8, most_tib=128),
    Tier(name="AMLFS-Durable-Premium-500", megabytes_per_s_per_tib=500, step_tib=4, most_tib=128),
)
"""The slowest, which costs least for each TiB, first."""

WORTH_A_SLOWER_TIER = 2
"""A tier costs about half as much for each TiB as the next faster one, so up to twice the capacity it is no dearer."""

ADDRESSES = ((16, 27), (40, 26), (92, 25), (196, 24), (400, 23), (768, 22))
"""Capacity in TiB up to which a subnet of so long a prefix has room ("Azure Managed Lustre prerequisites"); the last
follows from the others, which double."""


@dataclass(frozen=True, kw_only=True)
class FileSystem:
    """A tier and a capacity in TiB."""

    tier: Tier
    capacity_tib: int

    @property
    def bytes_per_s(self) -> int:
        """What it can read and write in a second."""
        return self.capacity_tib * self.tier.megabytes_per_s_per_tib * MEGABYTE


def sized(size_bytes: int, bytes_per_s: int | None) -> FileSystem | None:
    """Return the file system for a size and a throughput, or None where no tier is that large or fast.

    It is of the slowest tier that needs at most twice the capacity of the one that needs least.
    """
    fitting = [made for tier in TIERS if (made := _of_tier(tier, size_bytes, bytes_per_s or 0))]
    if not fitting:
        return None
    least = min(made.capacity_tib for made in fitting)
    return next(made for made in fitting if made.capacity_tib <= WORTH_A_SLOWER_TIER * least)


def _of_tier(tier: Tier, size_bytes: int, bytes_per_s: int) -> FileSystem | None:
    for_size = _up(size_bytes, TIB)
    for_speed = _up(bytes_per_s, tier.megabytes_per_s_per_tib * MEGABYTE)
    capacity = max(1, _up(max(for_size, for_speed), tier.step_tib)) * tier.step_tib
    return FileSystem(tier=tier, capacity_tib=capacity) if capacity <= tier.most_tib else None


def prefix_for(capacity_tib: int) -> int:
    """Return the longest prefix of a subnet that has room for file systems of a capacity together."""
    return next((prefix for most, prefix in ADDRESSES if capacity_tib <= most), ADDRESSES[-1][1] - 1)


def _up(amount: int, unit: int) -> int:
    return -(-amount // unit)
