"""Sizes of file systems: large enough, fast enough, and such that Google takes them."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from components.gcp.filesystems import TIERS, filestore_of, kind_of, lustre_of
from components.topology.model import Store

GIB = 2**30
SCRATCH = Store(
    name="scratch", holds="scratch", kind="filesystem", size_bytes=4800 * GIB, throughput_bytes_per_s=4 * GIB,
    keep_s=None, versions=None, endpoint=None, implied=False, labels={},
)  # fmt: skip


@given(st.integers(1, 10**6), st.integers(1, 2000))
def test_a_lustre_holds_what_is_asked_and_gives_its_throughput(size_gib: int, gib_per_s: int) -> None:
    store = replace(SCRATCH, size_bytes=size_gib * GIB, throughput_bytes_per_s=gib_per_s * GIB)
    found = lustre_of(store)
    assume(found is not None)
    assert found is not None
    step = {rate: step for rate, step, _ in TIERS}[found.throughput_per_tib_mb]
    assert found.capacity_gib % step == 0, "Google takes whole steps of a tier alone"
    assert found.capacity_gib * GIB >= store.size_bytes
    assert found.capacity_gib / 1024 * found.throughput_per_tib_mb * 10**6 >= gib_per_s * GIB


def test_of_all_that_do_the_smallest_is_taken() -> None:
    found = lustre_of(SCRATCH)
    assert found is not None and (found.capacity_gib, found.throughput_per_tib_mb) == (9000, 1000)
    slower = lustre_of(replace(SCRATCH, size_bytes=18_000 * GIB))
    assert slower is not None and (slower.capacity_gib, slower.throughput_per_tib_mb) == (18_000, 500)


def test_what_no_lustre_is_is_none() -> None:
    assert lustre_of(replace(SCRATCH, size_bytes=10**8 * GIB)) is None


@given(st.integers(1, 102_400))
def test_a_filestore_has_a_size_that_google_takes(size_gib: int) -> None:
    found = filestore_of(replace(SCRATCH, size_bytes=size_gib * GIB))
    assert found is not None and size_gib <= found.capacity_gib <= 102_400
    if found.capacity_gib <= 9984:
        assert found.capacity_gib % 256 == 0 and found.capacity_gib >= 1024
    else:
        assert found.capacity_gib % 2560 == 0 and found.capacity_gib >= 10_240
    assert found.capacity_gib - size_gib < 2560 or size_gib < 1024, "no more than a step beyond what is asked"


@pytest.mark.parametrize(("holds", "tier"), [("scratch", "ZONAL"), ("checkpoints", "REGIONAL")])
def test_only_what_may_be_lost_lies_in_one_zone(holds: str, tier: str) -> None:
    found = filestore_of(replace(SCRATCH, holds=holds))
    assert found is not None and found.tier == tier


def test_whoever_names_a_throughput_gets_it_promised() -> None:
    assert (
        kind_of(SCRATCH) == "lustre" and kind_of(replace(SCRATCH, throughput_bytes_per_s=None)) == "filestore"
    )
