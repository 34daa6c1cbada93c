"""Providers refuse to delete in production, until just this plan is given up; what they refuse by is known by type."""

import importlib
from dataclasses import replace

import pytest

from components.holding import GIVEN_UP, HOLDING, holds, is_held
from tests.components.services.isolation.topologies import topology

PRODUCTION = replace(topology(), deletion_protection=True)


def test_production_is_held_and_development_is_not() -> None:
    assert is_held(PRODUCTION), "a mistake must not delete it"
    assert not is_held(topology()), "elsewhere `down` is one command"


def test_only_the_plan_that_is_named_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(GIVEN_UP, "another")
    assert is_held(PRODUCTION), "a variable that was forgotten gives no other plan up"
    monkeypatch.setenv(GIVEN_UP, "atlas")
    assert not is_held(PRODUCTION), "the plan's own name"


def test_a_resource_holds_by_the_value_of_its_own_property() -> None:
    assert holds("aws:s3/bucket:Bucket", {"forceDestroy": False})
    assert not holds("aws:s3/bucket:Bucket", {"forceDestroy": True}), "it was let go before"
    assert not holds("aws:s3/bucket:Bucket", {}), "a state from before says nothing"
    assert not holds("aws:ec2/vpc:Vpc", {"forceDestroy": False}), "other types have no such switch"


@pytest.mark.parametrize("token", HOLDING)
def test_each_switch_is_one_that_a_component_of_ours_sets(token: str) -> None:
    target = token.partition(":")[0]
    table = importlib.import_module(f"components.{target}.replaces").REPLACES
    assert token in table, "a type that this target makes"
