"""What a change sets otherwise is told by key, a secret without its value, and a rule that refuses less as that."""

from typing import Any

import pytest

from stacks.checking.altered import altered_rules, altered_settings
from stacks.checking.loosened import Way
from stacks.checking.wording import altered_text
from stacks.settings_of_rules import defaults_of


def test_settings_that_come_go_and_change_are_told_and_those_that_stay_are_not() -> None:
    before = {"a:gone": "1", "b:changed": ["x"], "c:same": {"y": 1}, "d:secret": {"secure": "v1:old"}}
    now = {"b:changed": ["x", "z"], "c:same": {"y": 1}, "d:secret": {"secure": "v1:new"}, "e:new": True}
    told = [(each.key, each.before, each.now) for each in altered_settings("f.yaml", before, now)]
    assert told == [
        ("a:gone", "1", None),
        ("b:changed", '["x"]', '["x", "z"]'),
        ("d:secret", "a secret", "a secret"),
        ("e:new", None, "true"),
    ]
    texts = [altered_text(each) for each in altered_settings("f.yaml", before, now)]
    assert texts[0] == "a:gone changes from 1 to not set" and texts[2] == "d:secret is another secret"


def test_a_value_is_told_up_to_a_length() -> None:
    (told,) = altered_settings("f.yaml", {}, {"a:long": "x" * 1000})
    assert told.now and len(told.now) < 300 and told.now.endswith("…")


@pytest.mark.parametrize(
    ("before", "now", "way"),
    [
        ({}, {"all": "disabled"}, "lowers"),
        ({}, {"all": "mandatory"}, "tightens"),
        ({"require-x": "advisory"}, {"require-x": {"enforcementLevel": "disabled"}}, "lowers"),
        ({"require-x": "disabled"}, {"require-x": "advisory"}, "tightens"),
        ({"all": "disabled", "require-x": "mandatory"}, {"all": "disabled"}, "lowers"),
        ({"require-x": "disabled"}, {}, "tightens"),
        ({"require-x": {"most": 1}}, {"require-x": {"most": 9}}, "lowers"),
        ({"require-x": {"most": 9}}, {"require-x": {"most": 1}}, "tightens"),
        ({"require-x": {"most": 1, "enforcementLevel": "disabled"}}, {"require-x": {"most": 9}}, "tightens"),
        ({}, {"require-valid-waivers": {"longest-days": 36500}}, "lowers"),
        ({}, {"require-valid-waivers": {"longest-days": 30}}, "tightens"),
        ({"require-valid-waivers": {"longest-days": 30}}, {}, "lowers"),
        ({}, {"restrict-gpus-of-queues": {"most-gpus": 8}}, "tightens"),
        ({}, {"restrict-gpus-of-queues": {"most-gpus": 65}}, "lowers"),
        ({}, {"restrict-nodes-in-plan": {"most-machines": 101}}, "lowers"),
        ({}, {"forbid-other-accounts-on-aws": {"accounts": ["111122223333"]}}, "unknown"),
        ({}, {"require-valid-waivers": {"unwaivable": ["a"]}}, "tightens"),
        (
            {"require-valid-waivers": {"unwaivable": ["a", "b"]}},
            {"require-valid-waivers": {"unwaivable": ["a"]}},
            "lowers",
        ),
    ],
)  # fmt: skip
def test_a_rule_is_lowered_where_it_refuses_less_than_it_did(
    before: dict[str, Any], now: dict[str, Any], way: Way
) -> None:
    (told,) = altered_rules(before, now, defaults_of)
    assert (told.lowers, told.may_lower) == (way == "lowers", way == "unknown")
    assert told.file == "stacks/config/policies.json"
