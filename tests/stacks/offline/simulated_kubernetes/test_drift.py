from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from stacks.offline.simulated_kubernetes.drift import drifted, with_string_data

JSON = st.recursive(
    st.one_of(st.text(max_size=3), st.integers(0, 3)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(JSON, JSON)
def test_what_lives_as_expected_has_not_drifted(declared: Any, live: Any) -> None:
    assert drifted(declared, live, live) == declared, "whatever its normal form is"


@given(st.dictionaries(st.sampled_from("abc"), JSON))
def test_what_lives_as_declared_has_not_drifted(declared: dict[str, Any]) -> None:
    assert drifted(declared, {**declared, "added": "by others"}, declared) == declared, (
        "what others add is theirs"
    )


def test_field_that_went_is_missing_and_one_that_changed_is_shown() -> None:
    declared = {"labels": {"a": "1", "b": "2"}, "replicas": 2}
    live = {"labels": {"b": "2", "c": "3"}, "replicas": 5, "revision": 9}
    assert drifted(declared, live, declared) == {"labels": {"b": "2"}, "replicas": 5}, (
        "ours only, as they live"
    )


def test_normal_form_of_the_api_server_is_no_drift() -> None:
    declared, normal = {"cpu": "1000m", "empty": {}}, {"cpu": "1"}
    assert drifted(declared, normal, normal) == declared, "1000m is 1, and an empty mapping may be dropped"
    assert drifted(declared, {"cpu": "2"}, normal) == {"cpu": "2", "empty": {}}, "2 is not"


def test_items_are_told_apart_by_their_key() -> None:
    declared = [{"name": "a", "image": "1"}, {"name": "b", "image": "1"}]
    defaults = {"policy": "Always"}
    expected = [{**item, **defaults} for item in declared] + [{"name": "injected", "image": "9"}]
    live = [expected[2], expected[1], {**expected[0], "image": "2"}]
    assert drifted(declared, live, expected) == [{"name": "a", "image": "2"}, {"name": "b", "image": "1"}], (
        "order, defaults and what an apply leaves alone are no drift"
    )


def test_item_that_an_apply_would_take_away_is_shown() -> None:
    ours, theirs = {"key": "gpu", "effect": "NoSchedule"}, {"key": "other", "effect": "NoExecute"}
    assert drifted([ours], [ours, theirs], [ours]) == [ours, theirs], "a taint added by hand would go"
    assert drifted([ours], [theirs], [ours]) == [theirs], "and one that was removed would come back"


def test_list_without_keys_is_shown_as_it_lives() -> None:
    assert drifted(["a", "b"], ["b"], ["a", "b"]) == ["b"], "there is nothing to tell its items apart"


def test_text_of_a_secret_is_compared_though_the_api_server_keeps_it_encoded() -> None:
    declared = {"apiVersion": "v1", "kind": "Secret", "stringData": {"a": "v", "b": "w"}}
    live = {"apiVersion": "v1", "kind": "Secret", "data": {"a": "dg==", "c": "eA=="}}
    assert with_string_data(live, declared)["stringData"] == {"a": "v"}, "as far as it is still there"
    other = {**live, "kind": "ConfigMap"}
    assert with_string_data(other, declared) is other, "other kinds have none"
