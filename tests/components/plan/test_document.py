"""YAML becomes plain values, each with the position at which a person wrote it."""

import pytest

from components.plan.document import Unreadable, read_document
from components.plan.tree import MAX_DEPTH, describe, printable, quote, shorten

TEXT = """\
name: small   # a comment
pools:
  - {name: head, count: 1}
  - name: "two words"
    memory:
    range: 2..10
    day: 2027-03-31
    rate: 1.5
    yes: no
    on: true
"""


def test_values_are_plain_and_dates_and_words_stay_text() -> None:
    pool = read_document(TEXT).value["pools"][1]
    assert pool == {
        "name": "two words",
        "memory": None,
        "range": "2..10",
        "day": "2027-03-31",
        "rate": 1.5,
        "yes": "no",
        "on": True,
    }, "YAML 1.2: yes, no and on are words"


@pytest.mark.parametrize(
    ("path", "position"),
    [
        (("name",), (0, 6)),
        (("pools",), (2, 2)),
        (("pools", 0), (2, 4)),
        (("pools", 0, "count"), (2, 24)),
        (("pools", 1, "name"), (3, 10)),
        (("pools", 1, "memory"), (4, 4)),
        (("pools", 1, "absent"), (3, 4)),
        (("pools", 7, "name"), (2, 2)),
        (("nothing", "there"), (0, 0)),
    ],
)
def test_positions_are_those_of_the_value_or_of_the_nearest_thing_around_it(
    path: tuple[str | int, ...], position: tuple[int, int]
) -> None:
    assert read_document(TEXT).position(path) == position


def test_the_position_of_a_key_is_known_too() -> None:
    assert read_document(TEXT).position(("pools", 1, "range"), at_key=True) == (5, 4)


def test_an_empty_document_has_no_value() -> None:
    assert read_document("# nothing\n").value is None


@pytest.mark.parametrize("text", ["012", "0x10", "1_000", "0o17", "1:30"])
def test_numbers_that_people_read_differently_are_never_guessed(text: str) -> None:
    value = read_document(f"count: {text}\n").value["count"]
    assert value in (12, text), "a decimal number, or text that a field for numbers refuses"


@pytest.mark.parametrize(
    "text", ["[" * 5000, "{a: " * 5000, "- " * 5000, "? " * 5000, "a: [" * 50, "a:\n" + " [" * 3000]
)
def test_nesting_is_refused_before_it_costs_time_or_stack(text: str) -> None:
    with pytest.raises(Unreadable):
        read_document(text)


def test_nesting_within_the_limit_is_read() -> None:
    depth = MAX_DEPTH - 2
    assert read_document("[" * depth + "]" * depth).value is not None


@pytest.mark.parametrize("text", ["a: &x 1\nb: &x 2\nc: *x\n", "a: &x [1]\nb: *x\n"])
def test_anchors_mean_the_nearest_before_them(text: str) -> None:
    value = read_document(text).value
    assert value.get("c", 2) == 2
    assert value["b"] in (2, (1,))


def test_what_is_given_is_shown_short_on_one_line_and_harmless() -> None:
    assert quote("a" * 100) == f'"{"a" * 59}…"'
    assert shorten("short") == "short"
    assert printable("\x1b[31m\u202e\n") == "\\x1b[31m\\u202e\\n", "a terminal must not obey a plan"


def test_lists_and_mappings_are_described_by_what_is_in_them() -> None:
    tree = read_document("a: [1, 2]\nb: {x: 1, y: 2}\nc: []\nd: {}\ne:\n")
    assert [tree.written[(key,)] for key in "abcde"] == [
        "a list of 2",
        "a mapping with x, y",
        "an empty list",
        "an empty mapping",
        "nothing",
    ]
    assert describe.__doc__, "the words are part of the messages' form"
