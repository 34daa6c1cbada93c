"""Data that a change loses by what the plan says is told whatever an engine knows."""

from dataclasses import replace

import pytest

from components.plan.loading import load_plan
from components.topology.model import Topology
from components.topology.resolve import resolve
from stacks.checking.losses import losses
from stacks.paths import PROJECT_ROOT


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
