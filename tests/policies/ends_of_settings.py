"""What a team could write as a number of a rule: the ends of its schema, beyond them, and what JSON allows."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from policies.judge.resource import Stack
from policies.judge.rule import Rule
from stacks.settings_of_rules import faults_of
from tests.policies.breach import verdicts

ANYWHERE = (-1, 0, 1, 10**15, 2**53 - 1, 2**53, 10**400, 1e308, math.inf, -math.inf, math.nan)
"""Among them what a length of time has no digits for, what readers of JSON round, and what is no number of JSON."""
ENDS = ("minimum", "exclusiveMinimum", "maximum")


def numbers_for(schema: Mapping[str, Any]) -> tuple[float, ...]:
    """Return numbers to try by the schema of a setting; none where it is no number."""
    if schema["type"] not in ("integer", "number"):
        return ()
    ends = [schema[end] + beside for end in ENDS if end in schema for beside in (-1, 0, 1)]
    return (*schema.get("enum", ()), *ends, *ANYWHERE)


def has_numbers(rule: Rule) -> bool:
    """Tell whether a team may set a number of a rule."""
    return any(numbers_for(setting.schema) for setting in rule.settings)


def assert_numbers_are_judged_by(rule: Rule, stack: Stack) -> None:
    """Fail where a rule breaks down on a number that a team may set of it; what it may not is told in one sentence."""
    for setting in rule.settings:
        numbers = numbers_for(setting.schema)
        refused = {number: list(faults_of(rule.name, {setting.name: number})) for number in numbers}
        assert all(len(said) <= 1 and "\n" not in "".join(said) for said in refused.values())
        allowed = [float(number) for number, said in refused.items() if not said]
        assert allowed or not numbers, "the ends themselves are allowed"
        for number in allowed:  # with a fraction, as every number on the wire has one
            configured = {setting.name: number}
            told = Stack(tuple(replace(each, configured=configured) for each in stack.resources))
            broken_down = [each.breakdown for each in verdicts(rule, told) if each.breakdown]
            assert not broken_down, f"{rule.name} with {configured}: {broken_down}"
