from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stacks.offline.simulated_kubernetes.difference import Change, changes, path_text
from stacks.offline.simulated_kubernetes.values import UNKNOWN

JSON = st.recursive(
    st.one_of(st.text(max_size=3), st.booleans(), st.integers(0, 3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON)
def test_nothing_changes_where_nothing_differs(value: Any) -> None:
    assert changes(value, deepcopy(value)) == [], "a value equals its copy"


@given(JSON, JSON)
def test_change_is_found_from_both_sides(one: Any, other: Any) -> None:
    there, back = changes(one, other), changes(other, one)
    assert {change.path for change in there} == {change.path for change in back}, "at the same places"
    turned = {"add": "delete", "delete": "add", "update": "update"}
    assert {(change.path, turned[change.kind]) for change in there} == {
        (change.path, change.kind) for change in back
    }, "what came goes"


def test_each_change_is_named_with_its_path() -> None:
    old = {"metadata": {"labels": {"a": "1", "b": "2"}}, "spec": {"ports": [1, 2], "on": True}}
    new = {"metadata": {"labels": {"a": "3", "c": "4"}}, "spec": {"ports": [1], "on": 1}}
    assert changes(old, new) == [
        Change(("metadata", "labels", "a"), "update"),
        Change(("metadata", "labels", "b"), "delete"),
        Change(("metadata", "labels", "c"), "add"),
        Change(("spec", "ports", 1), "delete"),
        Change(("spec", "on"), "update"),
    ], "true is not 1"


def test_value_that_is_not_known_yet_counts_as_changed() -> None:
    assert changes({"a": "1"}, {"a": UNKNOWN}) == [Change(("a",), "update")], (
        "it may well come out differently"
    )


def test_null_is_absent() -> None:
    assert changes({"a": None}, {}) == [], "the API server sees no difference"


def test_path_is_written_as_the_engine_reads_it() -> None:
    assert path_text(("spec", "containers", 0, "env")) == "spec.containers[0].env", "keys and positions"
    assert path_text(("metadata", "labels", "a.b/c")) == 'metadata.labels["a.b/c"]', (
        "keys with dots are quoted"
    )
    assert path_text(("a.b",)) == '["a.b"]', "also at the start"
