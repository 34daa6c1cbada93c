"""Data that a change loses by what the plan says is told whatever an engine knows."""

from dataclasses import replace

import pytest

from components.plan.loading import load_plan
from components.topology.model import Topology
from components.topology.resolve import resolve
from stacks.checking.losses import left, losses
from stacks.paths import PROJECT_ROOT
from tests.components.services.isolation import topologies as isolated


@pytest.fixture(scope="module")
def topology() -> Topology:
    """Return what the smallest example of a cloud comes to."""
    return resolve(load_plan(PROJECT_ROOT / "stacks" / "plans" / "aws-small.yaml"), None)


def test_the_same_plan_loses_nothing_and_neither_does_a_new_one(topology: Topology) -> None:
    assert losses(topology, topology) == losses(topology, None) == ()


@pytest.mark.parametrize("field", ["location", "target", "name"])
def test_what_moves_leaves_its_data_behind(topology: Topology, field: str) -> None:
    (told,) = losses(replace(topology, **{field: "elsewhere"}), topology)
    assert told.startswith(f"{field} changes from ")


def test_a_store_that_goes_or_changes_its_kind_is_named(topology: Topology) -> None:
    first, second, *rest = topology.stores
    told = losses(replace(topology, stores=(replace(second, kind="filesystem"), *rest)), topology)
    assert [each.split()[1] for each in told] == [first.name, second.name]


SERVICE, OTHER = "https://objects.example.com", "https://other.example.com"


def test_a_store_at_somebody_else_s_service_is_never_told_as_lost(topology: Topology) -> None:
    first, *rest = topology.stores
    theirs = replace(first, endpoint=SERVICE)
    before = replace(topology, stores=(theirs, *rest))
    without = replace(topology, stores=tuple(rest))
    elsewhere = replace(topology, stores=(replace(first, endpoint=OTHER), *rest))
    assert losses(without, before) == losses(elsewhere, before) == losses(topology, before) == ()
    assert left(without, before) == (
        f"store {first.name} is not used any more; what it holds stays at {SERVICE}",
    )
    assert OTHER in left(elsewhere, before)[0] and "a store that the plan makes" in left(topology, before)[0]
    assert left(before, before) == left(before, None) == ()


def test_a_move_loses_nothing_where_all_stores_are_at_somebody_else_s_service(topology: Topology) -> None:
    theirs = replace(topology, stores=tuple(replace(each, endpoint=SERVICE) for each in topology.stores))
    assert losses(replace(theirs, location="elsewhere"), theirs) == ()


def test_a_store_that_moves_to_a_service_leaves_what_the_plan_made(topology: Topology) -> None:
    first, *rest = topology.stores
    (told,) = losses(replace(topology, stores=(replace(first, endpoint=SERVICE), *rest)), topology)
    assert f"it is at {SERVICE} now" in told


TRAIN = isolated.cluster("train", "training")
ALONE = isolated.cluster("train", "training", isolated.pool("train"))
CHECKPOINTS = isolated.store("checkpoints")


def test_a_training_cluster_that_grows_on_kubernetes_loses_nothing() -> None:
    before, now = (isolated.topology([each], stores=[CHECKPOINTS]) for each in (ALONE, TRAIN))
    assert losses(now, before) == losses(before, now) == (), "its claims stay as they are"


def test_a_store_on_kubernetes_whose_cluster_is_renamed_or_goes_is_named() -> None:
    serve = isolated.cluster("serve", "serving")
    before, renamed, without = (
        isolated.topology(each, stores=[CHECKPOINTS])
        for each in ([TRAIN, serve], [isolated.cluster("learn", "training"), serve], [serve])
    )
    (told,) = losses(renamed, before)
    assert "checkpoints" in told and "from namespace atlas-train to atlas-learn" in told, (
        "a volume belongs to one"
    )
    assert "to none, since nobody may use it" in losses(without, before)[0]
    assert losses(before, without) == (), "what nobody claimed holds nothing"
