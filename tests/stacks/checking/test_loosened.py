"""A setting that lets more pass, or may, is told from one that tightens, by the name that each bound of a rule has."""

from typing import Any

import pytest

from policies.all.__main__ import RULES
from stacks.checking.loosened import CEILINGS, FLOORS, is_loosened


@pytest.mark.parametrize(
    ("name", "tighter", "looser"),
    [
        ("most-gpus", 8, 64),
        ("longest-days", 90, 36500),
        ("least-days", 365, 1),
        ("largest-prefix", 24, 8),
        ("oldest", "1.33", "1.9"),
        ("allowed-roles", ["a"], ["a", "b"]),
        ("required-labels", ["a", "b"], ["a"]),
        ("unwaivable", ["a", "b"], ["a"]),
    ],
)
def test_a_setting_is_loosened_one_way_and_tightened_the_other(name: str, tighter: Any, looser: Any) -> None:
    assert is_loosened({name: tighter}, {name: looser})
    assert not is_loosened({name: looser}, {name: tighter})
    assert not is_loosened({name: tighter}, {name: tighter})


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ({}, {"accounts": ["stranger"]}),
        ({"most-gpus": 8}, {}),
        ({"allow-transit": False}, {"allow-transit": True}),
        ({"unwaivable": ["a"]}, {}),
        ({"most-gpus": 8, "accounts": []}, {"most-gpus": 4, "accounts": ["stranger"]}),
    ],
    ids=[
        "of no known direction",
        "back to a default",
        "a switch",
        "nothing unwaivable",
        "beside a tighter one",
    ],
)
def test_what_does_not_surely_tighten_is_loosened(before: dict[str, Any], now: dict[str, Any]) -> None:
    assert is_loosened(before, now)


def test_what_is_made_unwaivable_first_is_tightened() -> None:
    assert not is_loosened({}, {"unwaivable": ["a"]})


def test_each_number_of_a_rule_tells_by_its_name_which_way_it_is_looser() -> None:
    numbers = {
        setting.name
        for rule in RULES
        for setting in rule.settings
        if setting.schema.get("type") in {"integer", "number"}
    }
    unknown = {name for name in numbers if name.partition("-")[0] not in FLOORS | CEILINGS}
    assert numbers and not unknown, f"begin their names with one of {sorted(FLOORS | CEILINGS)}"
