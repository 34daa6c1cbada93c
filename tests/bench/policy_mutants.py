"""What can be broken, and what rules and checkov catch: `python -m tests.bench.policy_mutants [--record]`.

Every security-relevant property of every example is broken, one at a time (`tests/policies/mutants`), and the rules
judge each mutant in this process. checkov judges each broken resource by itself beside the unbroken one; what is
missing altogether it does not see so, and these mutants are counted apart.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from policies.judge.resource import Resource, Stack
from policies.judge.rule import Rule
from tests.bench.mutants_by_checkov import FRAMEWORKS, Answer, Twins, answers
from tests.bench.mutants_section import Outcome, section
from tests.bench.results import POLICIES_PAGE, record
from tests.judges.resource import Declared
from tests.policies.breach import PROTECT, WHOLE, broken, verdicts
from tests.policies.captured import plain
from tests.policies.mutants.mutation import Mutant, caught_by, mutants
from tests.policies.mutants.targets import TABLES, examples
from tests.policies.rules_of import rules_of

TITLE = "What the rules catch"
TARGETS = tuple(TABLES)
OF_NO_PROPERTY = (WHOLE, PROTECT)
"""Ways of mutants that leave nothing for checkov to read, or what a program tells the engine alone."""


@dataclass(frozen=True)
class Broken:
    """A mutant with the example that it is of."""

    example: str
    stack: Stack
    mutant: Mutant


def false_alarms(rules: Sequence[Rule], stack: Stack) -> list[str]:
    """Return what rules say of an unbroken example."""
    return [
        f"{rule.name}: {violation.text}"
        for rule in rules
        for verdict in verdicts(rule, stack)
        for violation in verdict.violations
    ]


def outcomes(target: str) -> Iterator[tuple[Broken, frozenset[str]]]:
    """Yield every mutant of a target with the rules that catch it; ends the run at a false alarm."""
    rules = rules_of(target)
    for name, stack in examples(target):
        if alarms := false_alarms(rules, stack):
            raise SystemExit(f"{name}, unbroken: " + "; ".join(alarms))
        for mutant in mutants(stack, TABLES[target]):
            yield Broken(name, stack, mutant), frozenset(caught_by(mutant, stack, rules))


def by_checkov(target: str, found: Sequence[Broken]) -> tuple[list[Answer | None], Mapping[str, str]]:
    """Return what checkov says of each mutant, None where it cannot be asked, and what its checks are called."""
    asked = [each for each in found if target in FRAMEWORKS and each.mutant.breach.way not in OF_NO_PROPERTY]
    said, names = answers(target, [_twins(each) for each in asked]) if asked else ([], {})
    by_mutant = {id(each): answer for each, answer in zip(asked, said, strict=True)}
    return [by_mutant.get(id(each)) for each in found], names


def _twins(each: Broken) -> Twins:
    name = each.mutant.breach.resource
    return Twins(
        _declared(_named(each.stack, name)), _declared(_named(broken(each.stack, each.mutant.breach), name))
    )


def _named(stack: Stack, name: str) -> Resource:
    return next(each for each in stack.resources if each.name == name)


def _declared(resource: Resource) -> Declared:
    return Declared(token=resource.type, name=resource.name, inputs=plain(resource.value))


def main() -> None:
    """Judge every mutant, print the section, and write it down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.policy_mutants")
    parser.add_argument("--targets", nargs="+", default=TARGETS, choices=TARGETS)
    parser.add_argument("--record", action="store_true", help=f"write docs/{POLICIES_PAGE.name}")
    given = parser.parse_args()
    results: list[Outcome] = []
    checks: dict[str, str] = {}
    for target in given.targets:
        found = list(outcomes(target))
        said, names = by_checkov(target, [each for each, _ in found])
        checks |= names
        results += [
            Outcome(
                target=target, example=each.example, mutation=each.mutant.mutation, rules=rules, answer=answer
            )
            for (each, rules), answer in zip(found, said, strict=True)
        ]
        sys.stderr.write(f"{target}: {len(found)} mutants\n")
    text = section(TITLE, results, checks)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text, POLICIES_PAGE)


if __name__ == "__main__":
    main()
