"""What the tests of each target ask of the mutants: one of each mutation is caught, or its survival has a reason."""

from collections.abc import Mapping, Sequence
from functools import cache

from policies.judge.resource import Stack
from policies.judge.rule import Rule
from tests.policies.mutants.mutation import Mutant, Mutation, caught_by, mutants
from tests.policies.mutants.survivors import REASONS
from tests.policies.mutants.targets import TABLES, examples
from tests.policies.rules_of import rules_of


@cache
def first_of_each(target: str) -> Mapping[Mutation, tuple[Stack, Mutant]]:
    """Return mutation -> the first mutant of it in the target's examples, with the stack that it breaks."""
    found: dict[Mutation, tuple[Stack, Mutant]] = {}
    for _, stack in examples(target):
        for mutant in mutants(stack, TABLES[target]):
            found.setdefault(mutant.mutation, (stack, mutant))
    return found


def assert_caught(target: str, mutation: Mutation, rules: Sequence[Rule] | None = None) -> None:
    """Fail where no rule catches the first mutant of a mutation and nobody wrote why, or the other way round."""
    made = first_of_each(target).get(mutation)
    assert made, f"no example has what {mutation} breaks: take the row out"
    stack, mutant = made
    caught = caught_by(mutant, stack, rules_of(target) if rules is None else rules)
    why = REASONS[target].get(str(mutation))
    assert bool(caught) != bool(why), f"{mutation} of {mutant.breach.resource}: " + (
        f"caught by {sorted(caught)}, so take its reason out" if caught else "no rule catches it"
    )
