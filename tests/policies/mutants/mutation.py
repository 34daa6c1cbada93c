"""Breaks what the examples declare, one security-relevant property at a time, by tables that know no rule.

The tables beside this were written from the properties that the examples have, before the rules were looked at.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from policies.judge.resource import Resource, Stack
from policies.judge.rule import Rule, StackRule
from tests.policies.breach import GONE, PROTECT, WHOLE, Breach, broken, verdicts
from tests.policies.captured import plain
from tests.policies.mutants.relational import RELATIONS, worse_values


@dataclass(frozen=True, eq=False)
class Mutation:
    """What is done to every resource of a type: a property at a way, `*` for each element, takes a worse value.

    Where the property is absent there is no mutant, unless the mutation `adds` it; `where` is what else a resource has,
    and `named` what its logical name is like, so that the value is a worse one for it. A worse value may be `Other`
    than what belongs there, or `Rewritten`.
    """

    type: str
    way: str
    worse: Any
    adds: bool = False
    where: Mapping[str, Any] = field(default_factory=dict)
    named: str = ""

    @property
    def is_relational(self) -> bool:
        """Tell whether the worse value is another resource's, or another account's: by itself it looks right."""
        return isinstance(self.worse, RELATIONS)

    def __str__(self) -> str:
        what = "gone" if self.worse is GONE else str(self.worse) if self.is_relational else repr(self.worse)
        return f"{self.type} {self.way or 'whole'} {what}" + (f" of {self.named}" if self.named else "")


@dataclass(frozen=True)
class Mutant:
    """A stack with one property broken: which mutation it is of, and where."""

    mutation: Mutation
    breach: Breach


def mutants(stack: Stack, table: Iterable[Mutation]) -> Iterator[Mutant]:
    """Yield every mutant of a stack; where a property is absent, or has the worse value already, there is none."""
    for mutation in table:
        for resource in stack.of_type(mutation.type):
            if not _is_worse_for(resource, mutation):
                continue
            for way in _ways(plain(resource.value), mutation):
                steps = (way,) if isinstance(way, str) else way
                for worse, origins in worse_values(stack, resource, steps, mutation.worse):
                    yield Mutant(mutation, Breach(resource.name, way, worse, "", origins))


def _is_worse_for(resource: Resource, mutation: Mutation) -> bool:
    if mutation.named and not re.fullmatch(mutation.named, resource.name):
        return False
    if mutation.way == PROTECT:
        return resource.protect
    return all(resource.get(key) == value for key, value in mutation.where.items())


def caught_by(mutant: Mutant, stack: Stack, rules: Sequence[Rule]) -> set[str]:
    """Return the names of the rules that refuse a mutant; `stack` breaks none of them."""
    changed = broken(stack, mutant.breach)
    return {rule.name for rule in rules if _is_about(rule, mutant) and _refuses(rule, changed, mutant)}


def _is_about(rule: Rule, mutant: Mutant) -> bool:
    types = (*rule.types, *(rule.reads if isinstance(rule, StackRule) else ()))
    return mutant.mutation.type in types


def _refuses(rule: Rule, changed: Stack, mutant: Mutant) -> bool:
    seen = changed if isinstance(rule, StackRule) else Stack(_named(changed, mutant.breach.resource))
    return any(verdict.violations for verdict in verdicts(rule, seen))


def _named(stack: Stack, name: str) -> tuple[Resource, ...]:
    return tuple(each for each in stack.resources if each.name == name)


def _ways(inputs: Any, mutation: Mutation) -> Iterator[str | tuple[str, ...]]:
    if mutation.way in (WHOLE, PROTECT):
        yield mutation.way
        return
    yield from _expanded(inputs, mutation.way.split("."), (), mutation)


def _expanded(
    value: Any, way: Sequence[str], done: tuple[str, ...], of: Mutation
) -> Iterator[tuple[str, ...]]:
    if not way:
        if value != of.worse:
            yield done
        return
    if way[0] == "*" and isinstance(value, list):
        for index, each in enumerate(value):
            yield from _expanded(each, way[1:], (*done, str(index)), of)
    elif isinstance(value, dict):
        for length in range(1, len(way) + 1):  # a key may have dots of its own
            key = ".".join(way[:length])
            if key in value:
                yield from _expanded(value[key], way[length:], (*done, key), of)
                return
        if of.adds:
            yield (*done, ".".join(way))
