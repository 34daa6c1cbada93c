"""Mutants that go through the real engine: a few of each target, drawn once and for all, broken together."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from policies.judge.pack import logical_name
from policies.judge.resource import Resource, Stack
from tests.policies.breach import WHOLE, broken, verdicts
from tests.policies.captured import plain
from tests.policies.mutants.mutation import Mutant, caught_by, mutants
from tests.policies.mutants.targets import TABLES, examples
from tests.policies.rules_of import rules_of

TARGETS = ("aws", "azure", "gcp", "kubernetes")
"""What hosts declare goes through the engine breach by breach, in `tests/policies/security`."""
EACH = 5
"""Mutants of a target; of four targets that makes 20."""
SEED = 20


@dataclass(frozen=True)
class Sampled:
    """A stack with several mutants in it, each refused by rules of its own, which accuse (rule, logical name)."""

    stack: Stack
    mutants: tuple[Mutant, ...]
    accused: frozenset[tuple[str, str]]


def sample(target: str) -> Sampled:
    """Return the example that a target has first, with mutants of different mutations, resources and rules."""
    _, stack = next(examples(target))
    chosen: list[tuple[Mutant, frozenset[str]]] = []
    changed = stack
    for mutant in _drawn(target, stack):
        rules = frozenset(caught_by(mutant, stack, rules_of(target)))
        if rules and not any(_meet(mutant, rules, *other) for other in chosen):
            chosen.append((mutant, rules))
            changed = broken(changed, mutant.breach)
        if len(chosen) == EACH:
            break
    names = frozenset().union(*(rules for _, rules in chosen))
    accused = frozenset(
        (rule.name, logical_name(violation.urn))
        for rule in rules_of(target)
        if rule.name in names
        for verdict in verdicts(rule, changed)
        for violation in verdict.violations
    )
    return Sampled(changed, tuple(mutant for mutant, _ in chosen), accused)


def entries(stack: Stack) -> list[dict[str, Any]]:
    """Return what the simulated program registers for a stack."""
    return [_entry(each) for each in stack.resources]


def _drawn(target: str, stack: Stack) -> Iterator[Mutant]:
    """Yield mutants in an order of chance, but not those that take a whole resource away: others refer to it."""
    found = [each for each in mutants(stack, TABLES[target]) if each.breach.way != WHOLE]
    random.Random(SEED).shuffle(found)  # noqa: S311 - nothing is kept secret by it
    yield from found


def _meet(one: Mutant, rules: frozenset[str], other: Mutant, others: frozenset[str]) -> bool:
    return (
        bool(rules & others) or one.breach.resource == other.breach.resource or one.mutation is other.mutation
    )


def _entry(one: Resource) -> dict[str, Any]:
    return {
        "urn": one.urn,
        "type": one.type,
        "name": one.name,
        "inputs": plain(one.value),
        "protect": one.protect,
        "refers_to": {key: list(urns) for key, urns in one.refers_to.items()},
    }
