"""The size of file systems: enough, what FSx makes, and no dearer than needed."""

from hypothesis import given
from hypothesis import strategies as st

from components.aws.lustre import GIB, MB, STEP_GIB, TIERS, LustreSize, lustre_size

SIZES = st.integers(1, 500_000 * GIB)
SPEEDS = st.one_of(st.none(), st.integers(1, 200_000 * MB))


@given(SIZES, SPEEDS)
def test_it_holds_and_gives_what_is_asked(size_bytes: int, speed: int | None) -> None:
    size = lustre_size(size_bytes, speed)
    assert size.capacity_gib * GIB >= size_bytes
    assert size.throughput_bytes_per_s >= (speed or 0)


@given(SIZES, SPEEDS)
def test_it_is_a_size_that_fsx_makes(size_bytes: int, speed: int | None) -> None:
    size = lustre_size(size_bytes, speed)
    assert size.capacity_gib == 1200 or (size.capacity_gib and size.capacity_gib % STEP_GIB == 0)
    assert size.mb_per_s_per_tib in dict(TIERS)


@given(SIZES, SPEEDS)
def test_more_speed_never_costs_less(size_bytes: int, speed: int | None) -> None:
    def price(size: LustreSize) -> int:
        return size.capacity_gib * dict(TIERS)[size.mb_per_s_per_tib]

    assert price(lustre_size(size_bytes, speed)) <= price(lustre_size(size_bytes, (speed or 0) * 2 + 1))


def test_a_fast_small_file_system_takes_a_faster_tier_than_more_room() -> None:
    assert lustre_size(4800 * GIB, 4 * 10**9) == LustreSize(capacity_gib=4800, mb_per_s_per_tib=1000)
    assert lustre_size(4800 * GIB, None) == LustreSize(capacity_gib=4800, mb_per_s_per_tib=125)
