"""What a label selector selects, and what has to be added for it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.kubernetes.label_selectors import labels_more, selects

OURS = {"groundplan-plan": "atlas", "managed-by": "groundplan"}


def asks(key: str, operator: str, *values: str) -> dict[str, Any]:
    """Return a selector of one expression."""
    return {
        "matchExpressions": [{"key": key, "operator": operator, **({"values": [*values]} if values else {})}]
    }


@pytest.mark.parametrize(
    ("selector", "more"),
    [
        ({}, {}),
        ({"matchLabels": None, "matchExpressions": None}, {}),
        ({"matchLabels": {"release": "monitoring"}}, {"release": "monitoring"}),
        ({"matchLabels": {"groundplan-plan": "atlas"}}, {}),
        ({"matchLabels": {"managed-by": "Helm"}}, None),
        (asks("team", "In", "ml", "web"), {"team": "ml"}),
        (asks("managed-by", "In", "Helm", "groundplan"), {}),
        (asks("managed-by", "In", "Helm"), None),
        (asks("scrape", "Exists"), {"scrape": "true"}),
        (asks("scrape", "DoesNotExist"), {}),
        (asks("managed-by", "DoesNotExist"), None),
        (asks("team", "NotIn", "web"), {}),
        (asks("managed-by", "NotIn", "groundplan"), None),
        ({"matchLabels": {"team": "web"}, **asks("team", "NotIn", "web")}, None),
        (asks("team", "Near", "web"), None),
    ],
)
def test_what_is_added_makes_a_selector_select(selector: dict[str, Any], more: dict[str, str] | None) -> None:
    assert labels_more(selector, OURS) == more, "no label of ours is changed for it"


KEYS, VALUES = st.sampled_from("abc"), st.sampled_from("xyz")
EXPRESSIONS = st.builds(
    lambda key, operator, values: {"key": key, "operator": operator, "values": values},
    KEYS,
    st.sampled_from(["In", "NotIn", "Exists", "DoesNotExist"]),
    st.lists(VALUES, min_size=1, max_size=3),
)


@given(st.dictionaries(KEYS, VALUES), st.lists(EXPRESSIONS, max_size=3), st.dictionaries(KEYS, VALUES))
def test_whatever_is_added_it_selects_and_keeps_what_was_there(
    equal: dict[str, str], expressions: list[dict[str, Any]], labels: dict[str, str]
) -> None:
    selector = {"matchLabels": equal, "matchExpressions": expressions}
    more = labels_more(selector, labels)
    assert more is None or (selects(selector, {**labels, **more}) and not more.keys() & labels.keys())
    assert more == {} or not selects(selector, labels), "where it selects already nothing is added"
