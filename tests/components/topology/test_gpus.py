from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.topology.errors import TopologyErrors
from components.topology.gpus import is_of_family
from components.topology.model import Pool, Topology
from components.topology.resolve import resolve
from tests.components.topology.plans import GIB, gpus, machine, plan, pool

MODELS = ["NVIDIA H100 80GB HBM3", "NVIDIA A100-SXM4-80GB", "Tesla T4", "NVIDIA L40S"]


def training(*pools: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"name": "train", "purpose": "training", "pools": [pool("head"), *pools]}]


def pool_of(made: Topology, name: str) -> Pool:
    return next(pool for cluster in made.clusters for pool in cluster.pools if pool.name == name)


@pytest.mark.parametrize(
    ("model", "family", "matches"),
    [
        ("NVIDIA H100 80GB HBM3", "H100", True),
        ("NVIDIA H100 80GB HBM3", "h100-80gb", True),
        ("NVIDIA H200", "H100", False),
        ("NVIDIA A100-SXM4-80GB", "A100", True),
        ("NVIDIA A100-SXM4-40GB", "A100-80GB", False),
        ("NVIDIA L40S", "L4", False),
        ("NVIDIA GeForce RTX 4090", "RTX-4090", True),
        ("Tesla T4", None, True),
    ],
)
def test_a_family_matches_its_variants_word_by_word(model: str, family: str | None, matches: bool) -> None:
    assert is_of_family(model, family) == matches, f"{family} on {model}"


def test_each_node_has_gpus_of_its_own() -> None:
    made = resolve(
        plan(clusters=training(pool("fast", count=2, gpu="1xH100"), pool("small", gpu="1xT4"))),
        machine(gpus=gpus("NVIDIA H100", "Tesla T4", "NVIDIA H100")),
    )
    assert [node.gpu_indexes for node in pool_of(made, "fast").nodes] == [(0,), (2,)], (
        "two raylets never share one"
    )
    assert [node.gpu_indexes for node in pool_of(made, "small").nodes] == [(1,)], "the family decides"


@given(
    found=st.lists(st.sampled_from(MODELS), max_size=6),
    asked=st.dictionaries(
        st.sampled_from(["a", "b", "c"]),
        st.tuples(st.integers(1, 2), st.integers(1, 2), st.sampled_from(["H100", "A100", "T4", "L40S"])),
        min_size=1,
    ),
)
def test_gpus_asked_are_assigned_once_or_refused(
    found: list[str], asked: dict[str, tuple[int, int, str]]
) -> None:
    pools = [pool(name, count=count, gpu=f"{each}x{family}") for name, (count, each, family) in asked.items()]
    needed = {family: 0 for _, _, family in asked.values()}
    for count, each, family in asked.values():
        needed[family] += count * each
    enough = all(sum(is_of_family(m, family) for m in found) >= n for family, n in needed.items())
    facts = machine(gpus=gpus(*found))
    if not enough:
        with pytest.raises(TopologyErrors, match=r"machine\.gpu: the plan asks"):
            resolve(plan(clusters=training(*pools)), facts)
        return
    made = resolve(plan(clusters=training(*pools)), facts)
    nodes = [node for pool in made.clusters[0].pools for node in pool.nodes]
    indexes = list(chain.from_iterable(node.gpu_indexes for node in nodes))
    assert len(indexes) == len(set(indexes)) == sum(needed.values()), (
        "every GPU at most once, as many as asked"
    )


def test_whoever_asks_precisely_chooses_first() -> None:
    made = resolve(
        plan(clusters=training(pool("any", gpu="1xNVIDIA"), pool("large", gpu="1xL40S"))),
        machine(gpus=gpus("NVIDIA L40S", "NVIDIA T4")),
    )
    assert [node.gpu_indexes for node in pool_of(made, "large").nodes] == [(0,)], "only one GPU will do"
    assert [node.gpu_indexes for node in pool_of(made, "any").nodes] == [(1,)], "the other serves as well"


def test_gpus_that_are_not_there_are_refused_with_what_is() -> None:
    with pytest.raises(TopologyErrors) as refused:
        resolve(plan(clusters=training(pool("fast", gpu="8xH100"))), machine(gpus=gpus("Tesla T4")))
    assert str(refused.value) == (
        "clusters[train].pools[fast].machine.gpu: the plan asks 1 x 8xH100; this machine has 0: Tesla T4, of which "
        "0 match and are not taken by other pools; ask for what is there, or leave `gpu` out and let the pool work "
        "on CPUs"
    )


def test_a_plan_that_asks_for_some_gpus_gets_no_others() -> None:
    made = resolve(
        plan(clusters=training(pool("fast", gpu="1xH100"))), machine(gpus=gpus("NVIDIA H100", "NVIDIA H100"))
    )
    assert {pool.name for pool in made.clusters[0].pools} == {"head", "fast"}, (
        "the plan has spoken about GPUs"
    )
    assert made.notes == (), "and nothing of its own is worth telling"


def test_found_gpus_become_one_node_with_the_cores_and_the_memory_that_are_left() -> None:
    facts = machine(cpus=16, gpus=gpus("NVIDIA H100", "NVIDIA H100", memory_bytes=80 * GIB))
    found = pool_of(resolve(plan(), facts), "gpu")
    assert (found.role, found.count, found.machine.gpus) == ("worker", 1, 2), "one node finds every GPU"
    assert found.machine.gpu_family == "NVIDIA H100", "the model, since all are of one"
    assert found.machine.cpus == 11, "16 cores less the five logical CPUs of the plan's pools"
    assert found.machine.memory_bytes == (64 - 8 - 10) * GIB, (
        "what system and pools leave, below the GPUs' 160GiB"
    )


def test_found_gpus_take_no_more_memory_than_they_have_themselves() -> None:
    found = pool_of(resolve(plan(), machine(gpus=gpus("Tesla T4", memory_bytes=16 * GIB))), "gpu")
    assert found.machine.memory_bytes == 16 * GIB, (
        "what a GPU holds passes through as much of the machine's memory"
    )


def test_found_gpus_of_two_models_have_no_family() -> None:
    found = pool_of(resolve(plan(), machine(gpus=gpus("Tesla T4", "NVIDIA L4"))), "gpu")
    assert found.machine.gpu_family is None, "a label would be wrong for one of them"


@pytest.mark.parametrize(
    ("changed", "memory_gib", "why"),
    [
        ({}, 15, "they need 4GiB of memory, and the pools leave 3.1GiB"),
        ({"clusters": training(pool("gpu"))}, 64, "pool gpu of train asks for none"),
        (
            {"clusters": [{"name": "serve", "purpose": "serving", "pools": [pool("head")]}]},
            64,
            "the plan has no training cluster",
        ),
    ],
)
def test_found_gpus_that_stay_unused_are_said_so(changed: dict[str, Any], memory_gib: int, why: str) -> None:
    facts = machine(memory_bytes=memory_gib * GIB, gpus=gpus("Tesla T4"))
    made = resolve(plan(**changed), facts)
    assert made.notes == (f"the GPUs found (1 x Tesla T4) stay unused: {why}",), (
        "idle GPUs are never a surprise"
    )
    assert all(pool.machine.gpus == 0 for cluster in made.clusters for pool in cluster.pools)
