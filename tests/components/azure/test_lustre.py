"""File systems as large and as fast as a store asks, and of the tier that costs least."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.azure import lustre
from components.azure.lustre import TIB, prefix_for, sized

SIZES = st.integers(1, 800 * TIB)
SPEEDS = st.none() | st.integers(1, 80 * 10**9)


@given(size=SIZES, speed=SPEEDS)
def test_a_file_system_is_never_smaller_or_slower_than_asked(size: int, speed: int | None) -> None:
    made = sized(size, speed)
    if made is not None:
        assert made.capacity_tib * TIB >= size and made.bytes_per_s >= (speed or 0)


@given(size=SIZES, speed=SPEEDS)
def test_a_capacity_is_one_that_its_tier_has(size: int, speed: int | None) -> None:
    made = sized(size, speed)
    if made is not None:
        assert made.capacity_tib % made.tier.step_tib == 0, "Azure takes whole steps"
        assert made.tier.step_tib <= made.capacity_tib <= made.tier.most_tib


@given(size=SIZES, speed=st.integers(1, 40 * 10**9))
def test_more_speed_never_makes_less_of_it(size: int, speed: int) -> None:
    slow, fast = sized(size, speed), sized(size, 2 * speed)
    if slow is not None and fast is not None:
        assert fast.bytes_per_s >= 2 * speed and slow.bytes_per_s >= speed


@pytest.mark.parametrize(
    ("size_tib", "gigabytes_per_s", "tier", "capacity"),
    [
        (1, None, "AMLFS-Durable-Premium-250", 8),
        (5, 4.3, "AMLFS-Durable-Premium-250", 24),
        (100, None, "AMLFS-Durable-Premium-40", 144),
        (700, None, "AMLFS-Durable-Premium-40", 720),
    ],
)
def test_the_slowest_tier_that_is_no_dearer_is_taken(
    size_tib: int, gigabytes_per_s: float | None, tier: str, capacity: int
) -> None:
    made = sized(size_tib * TIB, int(gigabytes_per_s * 10**9) if gigabytes_per_s else None)
    assert made is not None and (made.tier.name, made.capacity_tib) == (tier, capacity)


def test_what_no_tier_can_be_is_none() -> None:
    assert sized(10_000 * TIB, None) is None and sized(TIB, 10**12) is None


def test_a_larger_file_system_wants_a_wider_subnet() -> None:
    prefixes = [prefix_for(capacity) for capacity in range(4, 800, 4)]
    assert prefixes == sorted(prefixes, reverse=True) and prefixes[0] == 27
    assert lustre.ADDRESSES[-1][0] >= max(tier.most_tib for tier in lustre.TIERS)
