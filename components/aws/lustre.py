"""How large and how fast a file system of FSx for Lustre is made, so that it holds and gives what the plan asks. Pure.

Size and speed come together: so many MB/s for each TiB, at a price that grows with both.
"""

from __future__ import annotations

from dataclasses import dataclass

GIB = 2**30
GIB_PER_TIB = 1024
MB = 10**6

TIERS = ((125, 145), (250, 210), (500, 340), (1000, 600))
"""MB/s for each TiB of persistent SSD storage (PERSISTENT_2), and how prices of a GiB compare: thousandths of a USD a
month in us-east-1 (Amazon FSx for Lustre, "Pricing", 2026). They differ by region, hardly in their ratio.
"""
SMALLEST_GIB, STEP_GIB = 1200, 2400
"""FSx, CreateFileSystem, StorageCapacity: 1200 GiB, 2400 GiB and its multiples."""


@dataclass(frozen=True, kw_only=True)
class LustreSize:
    """Capacity in GiB, and MB/s for each TiB of it."""

    capacity_gib: int
    mb_per_s_per_tib: int

    @property
    def throughput_bytes_per_s(self) -> int:
        """What the whole of it gives."""
        return self.capacity_gib * self.mb_per_s_per_tib * MB // GIB_PER_TIB


def lustre_size(size_bytes: int, throughput_bytes_per_s: int | None) -> LustreSize:
    """Return the cheapest file system that holds `size_bytes` and gives the throughput."""
    asked = throughput_bytes_per_s or 0
    found = [(_size(size_bytes, asked, tier), price) for tier, price in TIERS]
    return min(found, key=lambda one: (one[0].capacity_gib * one[1], one[0].capacity_gib))[0]


def _size(size_bytes: int, throughput_bytes_per_s: int, tier: int) -> LustreSize:
    for_speed = -(-throughput_bytes_per_s * GIB_PER_TIB // (tier * MB))
    gib = max(-(-size_bytes // GIB), for_speed)
    capacity = SMALLEST_GIB if gib <= SMALLEST_GIB else -(-gib // STEP_GIB) * STEP_GIB
    return LustreSize(capacity_gib=capacity, mb_per_s_per_tib=tier)
