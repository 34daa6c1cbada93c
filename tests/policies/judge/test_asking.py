"""The words of rules: each passes, fails with what was given and what is allowed, never passing the unknown."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pulumi_policy.proxy import unknown_checking_proxy

from policies.judge import asking
from policies.judge.resource import MalformedError, Resource
from policies.judge.unknown import NotKnownYetError
from tests.policies.judge.words import BY_WORD, KEPT, WANTED
from tests.policies.simulated_hosts import UNKNOWN


def one(inputs: Any, **said: Any) -> Resource:
    """Return a resource of which the pack's configuration says something."""
    return Resource("a:b/c:C", "x", "urn:x", unknown_checking_proxy(inputs), configured=said)


def found(check: asking.Check, inputs: Any, **said: Any) -> list[str]:
    """Return what a check finds."""
    return list(check(one(inputs, **said)))


NOT_KNOWN: dict[str, tuple[asking.Check, Any, str]] = {
    "a value": (asking.is_true("a.on"), {"a": {"on": UNKNOWN}}, "a: on"),
    "the part it is in": (asking.is_true("a.on"), {"a": UNKNOWN}, "a"),
    "what nothing is asked of": (asking.absent("a"), {"a": UNKNOWN}, "a"),
    "a number": (KEPT, {"days": UNKNOWN}, "days"),
    "a list": (asking.every("list", asking.is_true("on")), {"list": UNKNOWN}, "list"),
    "an element": (asking.every("list", asking.is_true("on")), {"list": [UNKNOWN]}, "list[0]"),
    "one that might be the one": (
        asking.some("list", asking.has("name", "audit"), "it"),
        {"list": [{"name": UNKNOWN}]},
        "list[0]: name",
    ),
    "what a list has": (asking.includes("kinds", ["a"]), {"kinds": [UNKNOWN]}, "kinds[0]"),
    "whether it is asked": (
        asking.only_where(asking.has("kind", "x"), asking.is_true("on")),
        {"kind": UNKNOWN},
        "kind",
    ),
}
MALFORMED = [
    (asking.is_true("a.on"), {"a": "text"}),
    (asking.inside("a", asking.is_true("on")), {"a": 3.0}),
    (asking.every("list", asking.is_true("on")), {"list": "text"}),
    (asking.every("list", asking.is_true("on")), {"list": ["text"]}),
    (asking.some("list", asking.has("on", True), "on"), {"list": 3.0}),
    (asking.includes("list", ["a"]), {"list": "a"}),
]


@pytest.mark.parametrize("word", BY_WORD)
def test_a_word_passes_what_it_allows(word: str) -> None:
    check, allowed, _ = BY_WORD[word]
    assert [found(check, inputs) for inputs in allowed] == [[] for _ in allowed], "a false alarm"


@pytest.mark.parametrize("word", BY_WORD)
def test_a_word_says_the_whole_way_what_was_given_and_what_is_allowed(word: str) -> None:
    check, _, refused = BY_WORD[word]
    for text, inputs in refused.items():
        assert text in found(check, inputs), "a reader needs no other page"


@pytest.mark.parametrize("case", NOT_KNOWN)
def test_what_is_not_known_is_never_passed(case: str) -> None:
    check, inputs, place = NOT_KNOWN[case]
    with pytest.raises(NotKnownYetError) as unknown:
        found(check, inputs)
    assert [place_.removeprefix('c:C "x"').strip(": ") for place_ in unknown.value.places] == [place], (
        "it says where"
    )


@pytest.mark.parametrize(("check", "inputs"), MALFORMED)
def test_a_shape_that_nobody_expects_is_a_violation(check: asking.Check, inputs: Any) -> None:
    with pytest.raises(MalformedError):
        found(check, inputs)


def test_an_element_that_is_there_settles_what_another_one_might_be() -> None:
    check = asking.some("list", asking.has("name", "audit"), "for the audit")
    assert found(check, {"list": [UNKNOWN, {"name": "audit"}]}) == [], (
        "it is there, whatever the first one is"
    )


def test_the_value_of_a_property_that_must_be_there_is_not_shown() -> None:
    assert found(asking.present("password"), {"password": ""}) == ["password is empty; allowed: a value"]


def test_the_configuration_decides_where_it_says_something() -> None:
    assert found(KEPT, {"days": 7.0}, **{"least-days": 30.0}) == ["days is 7; allowed: at least 30 days"]
    assert found(asking.includes("kinds", WANTED), {"kinds": ["audit"]}, wanted=["api"]) == [
        'kinds lacks "api"'
    ]


@pytest.mark.parametrize(("protect", "count"), [(True, 0), (False, 1)])
def test_protection_is_the_engines_own(protect: bool, count: int) -> None:
    resource = Resource("a:b:C", "x", "urn:x", {"protect": True}, protect=protect)
    assert len(list(asking.protected(resource))) == count, "an input of this name protects nothing"


@pytest.mark.parametrize(
    ("tags", "is_judged"),
    [
        (None, True),
        ({}, True),
        ({"groundplan-environment": "production"}, True),
        ({"groundplan-environment": "Prod"}, True),
        ({"groundplan-environment": "PRD"}, True),
        ({"groundplan-environment": " live "}, True),
        ({"groundplan-environment": "prod-eu"}, True),
        ({"groundplan-environment": "prodution"}, True),
        ({"groundplan-environment": ""}, True),
        ({"groundplan-environment": "development"}, False),
        ({"groundplan-environment": " Dev "}, False),
        ({"groundplan-environment": "TEST"}, False),
        ({"groundplan-environment": "staging"}, False),
    ],
)
def test_production_is_what_no_label_takes_out_of_it(tags: Any, is_judged: bool) -> None:
    assert asking.in_production("tags")(one({"tags": tags})) is is_judged


def test_a_text_of_json_is_read_as_a_part() -> None:
    part = asking.parsed(one({"a": {"policy": '{"Statement": [{"Effect": "Deny"}]}'}}), "a.policy")
    assert part.parts("Statement")[0].way == "a.policy.Statement[0]", "a finding names the whole way"
    assert asking.parsed(one({}), "policy").get("Statement") is None, "an absent one is an empty one"


def test_a_policy_that_is_a_mapping_already_is_taken_as_it_is() -> None:
    assert asking.parsed(one({"policy": {"Version": "1"}}), "policy").get("Version") == "1"


@pytest.mark.parametrize("text", ["{", 3.0, True, "[" * 3])
def test_what_is_no_json_promises_nothing(text: Any) -> None:
    with pytest.raises(MalformedError, match="policy"):
        asking.parsed(one({"policy": text}), "policy").get("Statement")


WIRE = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@given(WIRE)
def test_a_word_and_its_opposite_never_agree(value: Any) -> None:
    inputs = {"a": value}
    pairs = [
        (asking.is_true("a"), asking.is_not_true("a")),
        (asking.is_false("a"), asking.is_not_false("a")),
        (asking.equals("a", "x", None), asking.differs("a", "x", None)),
    ]
    for word, opposite in pairs:
        assert bool(found(word, inputs)) != bool(found(opposite, inputs)), "one of the two is a breach"


@given(WIRE, st.sampled_from(sorted(BY_WORD)))
def test_no_value_breaks_a_word(value: Any, word: str) -> None:
    for inputs in (
        dict.fromkeys(("a", "on", "mode", "key", "days", "list", "kinds"), value),
        {"a": {"list": value}},
    ):
        try:
            texts = found(BY_WORD[word][0], inputs)
        except MalformedError as malformed:
            texts = [str(malformed)]
        assert all(
            "; " in text or "lacks" in text or "has no" in text or "no JSON" in text for text in texts
        ), texts


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_bounds_are_kept_exactly(number: float, bound: float) -> None:
    assert bool(found(asking.at_least("a", bound), {"a": number})) is (number < bound)
    assert bool(found(asking.at_most("a", bound), {"a": str(number)})) is (number > bound), (
        "a text of digits is one"
    )
