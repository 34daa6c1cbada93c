from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.plan.model import Plan
from components.topology.errors import TopologyErrors
from components.topology.facts import HostFacts
from components.topology.model import PROMOTION, Topology
from components.topology.resolve import resolve
from tests.components.topology.plans import DOCUMENTS, GIB, LARGE, document, gpus, machine, plan, pool


def test_all_refusals_come_at_once() -> None:
    asking = document(
        storage=[{"name": "registry", "holds": "datasets", "size": "900TiB"}],
        clusters=[
            {"name": PROMOTION, "purpose": "training", "pools": [pool("head", memory="64GiB")]},
            {
                "name": "serve",
                "purpose": "serving",
                "pools": [pool("head", memory="512MiB"), pool("g", gpu="1xT4")],
            },
        ],
    )
    with pytest.raises(TopologyErrors) as refused:
        resolve(Plan.model_validate(asking), machine())
    paths = [error.path for error in refused.value.errors]
    assert paths == [
        "clusters",
        "clusters[promotion].name",
        "clusters[serve].pools[g].machine.gpu",
        "clusters[serve].pools[head].machine.memory",
        "storage",
        "storage[registry].name",
    ], "whoever mends a plan mends it once"


def test_pools_whose_nodes_would_share_a_name_are_refused() -> None:
    clash = [
        {"name": "a", "purpose": "training", "pools": [pool("head"), pool("b-c")]},
        {"name": "a-b", "purpose": "serving", "pools": [pool("head"), pool("c")]},
    ]
    with pytest.raises(TopologyErrors) as refused:
        resolve(plan(clusters=clash), LARGE)
    assert [error.path for error in refused.value.errors] == [
        "clusters[a-b].pools[c].name",
        "clusters[a].pools[b-c].name",
    ], "both are named, since either may give way"
    assert "a-b-c-0" in str(refused.value), "and the name that clashes"


@given(
    document=DOCUMENTS,
    memory_gib=st.integers(1, 40),
    disk_gib=st.integers(0, 8),
    models=st.lists(st.sampled_from(["Tesla T4", "NVIDIA H100"]), max_size=3),
)
def test_on_any_machine_a_plan_fits_or_is_refused_in_sentences(
    document: dict[str, Any], memory_gib: int, disk_gib: int, models: list[str]
) -> None:
    facts = machine(memory_bytes=memory_gib * GIB, free_disk_bytes=disk_gib * GIB, gpus=gpus(*models))
    made = outcome(document, facts)
    if isinstance(made, TopologyErrors):
        assert made.errors, "a refusal without a reason helps nobody"
        for error in made.errors:
            assert all([error.path, error.asked, error.allowed, error.remedy]), (
                "where, what, how much, what to do"
            )
    elif made.target == "local":
        asked = sum(p.count * p.machine.memory_bytes for c in made.clusters for p in c.pools)
        assert asked < facts.memory_bytes, "the found GPUs' pool is counted too"
        assert sum(store.size_bytes for store in made.stores) < facts.free_disk_bytes, (
            "what does not fit is refused"
        )


def outcome(document: dict[str, Any], facts: HostFacts) -> Topology | TopologyErrors:
    try:
        return resolve(Plan.model_validate(document), facts)
    except TopologyErrors as refused:
        return refused
