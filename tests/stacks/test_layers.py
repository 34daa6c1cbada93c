"""What stands on a platform says whose it is, and nothing else depends on that."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from components.objects import logical_name
from tests.stacks.declared_on_kubernetes import STACK_ID, manifests_of_example

STACK = "groundplan-stack"


@pytest.fixture(scope="module")
def with_id() -> dict[str, dict[str, Any]]:
    return {logical_name(each): each for each in manifests_of_example()}


@pytest.fixture(scope="module")
def without_id() -> dict[str, dict[str, Any]]:
    return {logical_name(each): each for each in manifests_of_example(None)}


def test_every_object_says_whose_it_is(with_id: dict[str, dict[str, Any]]) -> None:
    unsaid = [name for name, each in with_id.items() if each["metadata"]["labels"].get(STACK) != STACK_ID]
    assert unsaid == [], "what does not say it would be left behind by `down`, or taken by another stack"


def test_an_id_is_in_no_place_that_makes_anything_anew(
    with_id: dict[str, dict[str, Any]], without_id: dict[str, dict[str, Any]]
) -> None:
    assert with_id.keys() == without_id.keys(), "names are identities"
    places = {place for each in with_id.values() for place in _places(each, "")}
    assert places == {".metadata.labels"}, "neither selectors nor templates of pods and claims"
    for name, each in with_id.items():
        labels = {key: value for key, value in each["metadata"]["labels"].items() if key != STACK}
        assert labels == without_id[name]["metadata"]["labels"], f"{name} gets one label and loses none"


def _places(value: Any, place: str) -> Iterator[str]:
    """Yield where the label, or its value, stands."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key == STACK:
                yield place
            else:
                yield from _places(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _places(inner, f"{place}[]")
    elif isinstance(value, str) and (STACK in value or STACK_ID in value):
        yield place
