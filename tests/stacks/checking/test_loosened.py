"""A setting that lets more pass is told from one that tightens, by the name that each bound of a rule has."""

from typing import Any

import pytest

from policies.all.__main__ import RULES
from stacks.checking.loosened import CEILINGS, FLOORS, Way, way_of


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
    assert way_of({name: tighter}, {name: looser}) == "lowers"
    assert way_of({name: looser}, {name: tighter}) == way_of({name: tighter}, {name: tighter}) == "tightens"


@pytest.mark.parametrize(
    ("before", "now", "way"),
    [
        ({"accounts": []}, {"accounts": ["stranger"]}, "unknown"),
        ({"most-gpus": 8}, {}, "unknown"),
        ({"allow-transit": False}, {"allow-transit": True}, "unknown"),
        ({"most-gpus": 8, "accounts": []}, {"most-gpus": 4, "accounts": ["stranger"]}, "unknown"),
        ({"most-gpus": 8, "accounts": []}, {"most-gpus": 9, "accounts": ["stranger"]}, "lowers"),
        ({}, {}, "tightens"),
    ],
    ids=["of no known direction", "no default", "a switch", "beside a tighter one", "beside a looser one", "nothing"],
)  # fmt: skip
def test_of_what_has_no_direction_nobody_says_that_it_lowers_or_tightens(
    before: dict[str, Any], now: dict[str, Any], way: Way
) -> None:
    assert way_of(before, now) == way


def test_each_number_of_a_rule_tells_by_its_name_which_way_it_is_looser() -> None:
    numbers = {
        setting.name
        for rule in RULES
        for setting in rule.settings
        if setting.schema.get("type") in {"integer", "number"}
    }
    unknown = {name for name in numbers if name.partition("-")[0] not in FLOORS | CEILINGS}
    assert numbers and not unknown, f"begin their names with one of {sorted(FLOORS | CEILINGS)}"
