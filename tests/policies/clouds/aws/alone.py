"""Judges resources of AWS alone, outside the examples."""

from collections.abc import Mapping

from policies.judge.resource import Stack
from policies.judge.rule import Rule
from tests.policies.breach import Added, violations, with_added
from tests.policies.rules_of import rules_of

RULES: Mapping[str, Rule] = {rule.name: rule for rule in rules_of("aws")}


def found(rule: str, *added: Added) -> list[str]:
    """Return what a rule finds in these resources."""
    return violations(RULES[rule], with_added(Stack(()), added))
