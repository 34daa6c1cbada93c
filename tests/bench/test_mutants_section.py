"""The section says of each mutant who catches it, and what checkov lacks where it does not."""

from typing import Any

import pytest

from tests.bench.mutants_by_checkov import Answer
from tests.bench.mutants_section import (
    NO_CHECK,
    NO_FRAMEWORK,
    NOTHING_TO_READ,
    RELATION,
    THE_SAME,
    Outcome,
    section,
)
from tests.policies.mutants.mutation import Mutation
from tests.policies.mutants.relational import Other

KEY = "aws:kms/key:Key"
ROTATION = Mutation(KEY, "enableKeyRotation", False)
POLICY = Mutation(KEY, "policy", Other("keys-.*"))
SAME, FAILS = (Answer(is_judged=True, fails=frozenset(checks)) for checks in ((), ("CKV_AWS_7",)))
UNJUDGED = Answer(is_judged=False, fails=frozenset())


def outcome(
    mutation: Mutation, answer: Answer | None, target: str = "aws", rules: Any = ("a-rule",)
) -> Outcome:
    return Outcome(target=target, example="x", mutation=mutation, rules=frozenset(rules), answer=answer)


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (outcome(ROTATION, None), NOTHING_TO_READ),
        (outcome(ROTATION, None, "hosts"), NO_FRAMEWORK),
        (outcome(ROTATION, UNJUDGED), NO_CHECK),
        (outcome(POLICY, SAME), RELATION),
        (outcome(ROTATION, SAME), THE_SAME),
    ],
)
def test_what_checkov_lacks_is_said_by_what_it_answers(found: Outcome, why: str) -> None:
    assert found.lacks == why


def test_each_mutant_stands_in_the_table_of_who_catches_it() -> None:
    found = [outcome(ROTATION, FAILS), outcome(POLICY, SAME), outcome(ROTATION, FAILS, rules=())]
    text = section("What", found, {"CKV_AWS_7": "Ensure rotation"})
    assert "| aws | 3 | 2 | 2 | **66.7%** | 2 | 3 | 1 | 1 | 1 | 0 |" in text
    assert f"| aws | Key | 1 | {RELATION} | `policy` |" in text
    assert "| aws | `CKV_AWS_7` Ensure rotation | 1 | `a-rule` |" in text
    assert f"| aws | `{ROTATION}` | 1 | 2 | `CKV_AWS_7` | no rule yet |" in text, "it escapes ours alone"


def test_where_nothing_survives_that_is_said() -> None:
    assert "What survives: nothing." in section("What", [outcome(ROTATION, FAILS)], {})
