import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.topology.errors import TopologyErrors
from components.topology.fit import (
    DISK_RESERVE_BYTES,
    SYSTEM_MAXIMUM_BYTES,
    SYSTEM_MINIMUM_BYTES,
    size,
    size_or_more,
    system_reserve_bytes,
)
from components.topology.resolve import resolve
from tests.components.topology.plans import GIB, machine, plan, pool

UNITS = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
AMOUNTS = st.integers(0, 2**50)


def read(text: str) -> float:
    """Return how many bytes a printed size stands for."""
    found = re.fullmatch(r"([0-9.]+)(KiB|MiB|GiB|TiB)", text)
    assert found, f"{text} is no size"
    return float(found[1]) * UNITS[found[2]]


@given(amount_bytes=AMOUNTS)
def test_a_printed_size_is_near_and_a_size_to_free_is_enough(amount_bytes: int) -> None:
    assert read(size(amount_bytes)) == pytest.approx(amount_bytes, rel=0.06, abs=52), "one decimal"
    assert amount_bytes <= read(size_or_more(amount_bytes)) <= amount_bytes * 1.11 + 103, (
        "rounded up, not far"
    )


@pytest.mark.parametrize(
    ("amount_bytes", "printed"),
    [(2 * GIB, "2GiB"), (3 * GIB // 2, "1.5GiB"), (1000 * GIB, "1000GiB"), (0, "0KiB")],
)
def test_sizes_are_printed_for_people(amount_bytes: int, printed: str) -> None:
    assert size(amount_bytes) == printed


@given(memory_bytes=st.integers(GIB, 2**45))
def test_the_system_keeps_an_eighth_within_bounds(memory_bytes: int) -> None:
    reserve_bytes = system_reserve_bytes(memory_bytes)
    assert SYSTEM_MINIMUM_BYTES <= reserve_bytes <= SYSTEM_MAXIMUM_BYTES, "neither starved nor wasteful"
    assert reserve_bytes in {memory_bytes // 8, SYSTEM_MINIMUM_BYTES, SYSTEM_MAXIMUM_BYTES}, (
        "an eighth between"
    )


def test_a_plan_fits_when_the_pools_and_the_reserve_do() -> None:
    just_enough = machine(memory_bytes=80 * GIB // 7)  # five nodes of 2GiB, and an eighth for the system
    assert len(resolve(plan(), just_enough).clusters) == 2, "10GiB of 10GiB left for pools"


def test_pools_beyond_the_memory_are_refused() -> None:
    with pytest.raises(TopologyErrors) as refused:
        resolve(plan(), machine(memory_bytes=21 * GIB // 2))
    assert str(refused.value) == (
        "clusters: the pools ask 10GiB of memory (1 x 2GiB for serve/head, 1 x 2GiB for serve/replicas, "
        "2 x 2GiB for train/data, 1 x 2GiB for train/head); this machine has 10.5GiB, less 1.3GiB for the "
        "system: 9.2GiB for pools; take 832MiB from the pools, or use a machine with more memory"
    ), "how much is there, how much the plan asks, what to do"


@given(memory_gib=st.integers(2, 64), count=st.integers(1, 30))
def test_taking_what_the_refusal_says_makes_the_plan_fit(memory_gib: int, count: int) -> None:
    facts = machine(memory_bytes=memory_gib * GIB)
    head, data = pool("head"), pool("data", count=count, memory="1GiB")
    asking = plan(clusters=[{"name": "train", "purpose": "training", "pools": [head, data]}])
    try:
        resolve(asking, facts)
    except TopologyErrors as refused:
        (error,) = refused.errors
        taken = re.search(r"take (\S+) from", error.remedy)
        assert taken, "the remedy names an amount"
        left_bytes = (2 + count) * GIB - read(taken[1])
        assert left_bytes + system_reserve_bytes(facts.memory_bytes) <= facts.memory_bytes, (
            "the amount is enough"
        )


def test_memory_that_others_use_now_is_no_reason_to_refuse() -> None:
    busy = machine(available_memory_bytes=GIB)
    assert resolve(plan(), busy) == resolve(plan(), machine()), (
        "a second `up` sees the first one's nodes there"
    )


def test_stores_beyond_the_free_disk_are_refused() -> None:
    with pytest.raises(TopologyErrors) as refused:
        resolve(plan(), machine(free_disk_bytes=4 * GIB))
    assert str(refused.value) == (
        "storage: the stores ask 4GiB of disk (1GiB for checkpoints, 1GiB for datasets, 1GiB for models, 1GiB for "
        "registry); 4GiB are free, less 1GiB for logs and state: 3GiB for stores; take 1GiB from the stores, or "
        "free as much"
    ), "the implied registry is counted and named"


def test_stores_that_just_fit_are_taken() -> None:
    made = resolve(plan(), machine(free_disk_bytes=4 * GIB + DISK_RESERVE_BYTES))
    assert len(made.stores) == 4, "three named stores and the implied registry"


@pytest.mark.parametrize("given_machine", [{"cpu": 1}, {"cpu": 1, "memory": "1023MiB"}])
def test_a_node_without_memory_to_start_in_is_refused_on_any_machine(
    given_machine: dict[str, object],
) -> None:
    pools = [{"name": "head", "machine": given_machine, "count": 1}]
    with pytest.raises(TopologyErrors, match=r"pools\[head\].machine.memory: .* takes at least 1GiB"):
        resolve(plan(clusters=[{"name": "train", "purpose": "training", "pools": pools}]), None)
