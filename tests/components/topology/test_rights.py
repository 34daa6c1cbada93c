from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.plan.model import Plan
from components.topology.model import PROMOTION, Right, Store
from components.topology.resolve import resolve
from components.topology.rights import RIGHTS, clients_of_files, rights, segment_of_files
from tests.components.topology import plans

HOLDS = ["datasets", "checkpoints", "registry", "models", "scratch"]


def store(name: str, holds: str) -> Store:
    return Store(
        name=name,
        holds=holds,
        kind="filesystem",
        size_bytes=1,
        throughput_bytes_per_s=None,
        keep_s=None,
        versions=None,
        endpoint=None,
        implied=False,
        labels={},
    )


NAMES = st.text("abc", min_size=1, max_size=3)
STORES = st.dictionaries(NAMES, st.sampled_from(HOLDS)).map(
    lambda stores: [store(name, holds) for name, holds in stores.items()]
)
PURPOSES = st.dictionaries(NAMES, st.sampled_from(["training", "serving"])).map(
    lambda purposes: {**purposes, PROMOTION: PROMOTION}
)


@given(purposes=PURPOSES, stores=STORES)
def test_serving_reads_models_and_nothing_else(purposes: dict[str, str], stores: list[Store]) -> None:
    holds = {made.name: made.holds for made in stores}
    for right in rights(purposes, stores):
        if purposes[right.identity] == "serving":
            assert (holds[right.store], right.access) == ("models", "read"), "the promise of the product"


@given(purposes=PURPOSES, stores=STORES)
def test_only_promotion_writes_models(purposes: dict[str, str], stores: list[Store]) -> None:
    models = {made.name for made in stores if made.holds == "models"}
    writers = {r.identity for r in rights(purposes, stores) if r.store in models and r.access == "write"}
    assert writers <= {PROMOTION}, "a model crosses by promotion alone, gate and manifest included"


@given(purposes=PURPOSES, stores=STORES)
def test_no_identity_has_two_rights_on_one_store(purposes: dict[str, str], stores: list[Store]) -> None:
    granted = rights(purposes, stores)
    ends = [(right.identity, right.store) for right in granted]
    assert len(set(ends)) == len(ends), "two rights would be mounted over each other"
    assert {r.store for r in granted} <= {made.name for made in stores}, "a right on nothing is a slip"


@given(purposes=PURPOSES, stores=STORES)
def test_every_store_can_be_reached_by_somebody_who_is_there(
    purposes: dict[str, str], stores: list[Store]
) -> None:
    reached = {right.store for right in rights(purposes, stores)}
    present = set(purposes.values())
    for made in stores:
        wanted = any(made.holds in RIGHTS[purpose] for purpose in present)
        assert (made.name in reached) == wanted, f"{made.holds} of a plan with {sorted(present)}"


@pytest.mark.parametrize("holds", HOLDS)
def test_a_file_system_is_mounted_in_one_segment_alone(holds: str) -> None:
    topology = resolve(Plan.model_validate(plans.document()), plans.LARGE)
    one = store("one", holds)
    with_it = replace(
        topology,
        stores=(one,),
        rights=rights({"train": "training", "serve": "serving", PROMOTION: PROMOTION}, [one]),
    )
    assert set(clients_of_files(with_it, one)) == {segment_of_files(one)}, "else no subnet would be its own"


@pytest.mark.parametrize(
    ("purpose", "expected"),
    [
        ("training", {"datasets": "read", "checkpoints": "write", "registry": "write", "scratch": "write"}),
        ("serving", {"models": "read"}),
        (PROMOTION, {"registry": "write", "models": "write"}),
    ],
)
def test_the_table_is_as_decided(purpose: str, expected: dict[str, str]) -> None:
    granted = rights({"who": purpose}, [store(holds, holds) for holds in HOLDS])
    assert {right.store: right.access for right in granted} == expected, (
        "changing it needs a decision document"
    )


def test_what_a_store_holds_decides_and_not_its_name() -> None:
    misnamed = store("models", "checkpoints")
    assert rights({"serve": "serving"}, [misnamed]) == (), "a name grants nothing"
    assert rights({"serve": "training"}, [misnamed]) == (
        Right(identity="serve", store="models", access="write"),
    ), "nor does the name of a cluster"
