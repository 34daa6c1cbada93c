"""Judges resources of Google Cloud alone, outside the examples."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from policies.judge.resource import Stack
from policies.judge.rule import Rule
from tests.policies.breach import Added, violations, with_added
from tests.policies.rules_of import rules_of

RULES: Mapping[str, Rule] = {rule.name: rule for rule in rules_of("gcp")}


def found(rule: str, *added: Added, **configured: Any) -> list[str]:
    """Return what a rule finds in these resources, as it is configured."""
    stack = with_added(Stack(()), added)
    return violations(
        RULES[rule], Stack(tuple(replace(each, configured=configured) for each in stack.resources))
    )
