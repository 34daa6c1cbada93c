"""What can be broken, and what rules and checkov catch: `python -m tests.bench.policy_mutants [--record]`.

Every security-relevant property of every example is broken, one at a time (`tests/policies/mutants`), and the rules
judge each mutant in this process. checkov judges each broken resource by itself beside the unbroken one; what is
missing altogether it does not see so, and these mutants are counted apart.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from policies.judge.resource import Resource, Stack
from policies.judge.rule import Rule
from tests.bench.kubernetes_objects import unwrapped
from tests.bench.mutants_section import Outcome, section
from tests.bench.results import record
from tests.judges.arm_template import arm_template
from tests.judges.checkov import judged
from tests.judges.resource import Declared
from tests.judges.terraform_plan import terraform_plan
from tests.policies.breach import WHOLE, broken, verdicts
from tests.policies.captured import plain
from tests.policies.mutants.mutation import Mutant, caught_by, mutants
from tests.policies.mutants.targets import TABLES, examples
from tests.policies.rules_of import rules_of

TITLE = "What the rules catch"
TARGETS = tuple(TABLES)


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


def by_checkov(target: str, found: Sequence[Broken]) -> list[bool | None]:
    """Return for each mutant whether checkov fails it where it passes the unbroken resource; None: not judged."""
    pairs: list[Declared] = []
    for number, each in enumerate(found):
        if each.mutant.breach.way != WHOLE:
            name = each.mutant.breach.resource
            sound = _named(each.stack, name)
            worse = _named(broken(each.stack, each.mutant.breach), name)
            pairs += [_declared(sound, f"sound-{number}"), _declared(worse, f"mutant-{number}")]
    failed = _failures(target, pairs)
    told = {each.name for each in pairs}
    return [
        bool(failed[f"mutant-{number}"] - failed[f"sound-{number}"]) if f"mutant-{number}" in told else None
        for number in range(len(found))
    ]


def _named(stack: Stack, name: str) -> Resource:
    return next(each for each in stack.resources if each.name == name)


def _declared(resource: Resource, name: str) -> Declared:
    return Declared(token=resource.type, name=name, inputs=plain(resource.value))


def _failures(target: str, pairs: Sequence[Declared]) -> Mapping[str, set[str]]:
    documents, framework, named = _documents(target, pairs)
    verdict = judged(documents, framework)
    found: dict[str, set[str]] = {each.name: set() for each in pairs}
    for check, resources in verdict.failed.items():
        for resource in resources:
            if (name := named(resource)) in found:
                found[name].add(check)
    return found


def _documents(target: str, pairs: Sequence[Declared]) -> Any:
    if target == "azure":
        return [arm_template(pairs)], "arm", lambda resource: resource.rpartition(".")[2]
    if target != "kubernetes":
        return [terraform_plan(pairs)], "terraform_plan", lambda resource: resource.rpartition(".")[2]
    manifests = [replace_name(each.inputs, each.name) for each in pairs if "kind" in each.inputs]
    return (
        [pod for manifest in manifests for pod in unwrapped(manifest)],
        "kubernetes",
        lambda resource: "-".join(resource.rpartition(".")[2].split("-")[:2]),
    )


def replace_name(manifest: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return a manifest under another name."""
    return {**manifest, "metadata": {**manifest.get("metadata", {}), "name": name}}


def main() -> None:
    """Judge every mutant, print the section, and write it down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.policy_mutants")
    parser.add_argument("--targets", nargs="+", default=TARGETS, choices=TARGETS)
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    results: list[Outcome] = []
    for target in given.targets:
        found = list(outcomes(target))
        others = by_checkov(target, [each for each, _ in found])
        results += [
            Outcome(
                target=target, example=each.example, mutation=each.mutant.mutation, rules=rules, checkov=other
            )
            for (each, rules), other in zip(found, others, strict=True)
        ]
        sys.stderr.write(f"{target}: {len(found)} mutants\n")
    text = section(TITLE, results)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


if __name__ == "__main__":
    main()
