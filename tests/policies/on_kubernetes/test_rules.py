"""Every rule about Kubernetes: silent on the example, loud on each breach, never silent about what is not known."""

from collections.abc import Iterator
from typing import Any

import pytest

from policies.judge.rule import Rule
from tests.policies.breach import Breach, broken, violations
from tests.policies.ends_of_settings import assert_numbers_are_judged_by, has_numbers
from tests.policies.on_kubernetes.sound import sound
from tests.policies.proving import assert_unknown_is_told
from tests.policies.rules_of import breaches_of, rules_of

RULES = {rule.name: rule for rule in rules_of("kubernetes")}
BREACHES = breaches_of("tests.policies.on_kubernetes")


def every_breach() -> Iterator[Any]:
    for name, breaches in BREACHES.items():
        for index, breach in enumerate(breaches):
            yield pytest.param(RULES[name], breach, id=f"{name}-{breach}-{index}")


def test_every_rule_has_breaches_that_prove_it() -> None:
    assert set(BREACHES) == set(RULES), "a rule without a breach was never seen to fail"


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
def test_sound_objects_break_no_rule(rule: Rule) -> None:
    assert violations(rule, sound()) == [], "a false alarm teaches people to ignore the pack"


@pytest.mark.parametrize(("rule", "breach"), every_breach())
def test_breach_is_found_and_said(rule: Rule, breach: Breach) -> None:
    found = violations(rule, broken(sound(), breach))
    assert any(breach.message in text for text in found), f"expected {breach.message!r} among {found}"


@pytest.mark.parametrize(("rule", "breach"), every_breach())
def test_what_is_not_known_yet_is_told(rule: Rule, breach: Breach) -> None:
    assert_unknown_is_told(rule, sound(), breach)


def test_every_number_that_a_team_may_set_is_one_to_judge_by() -> None:
    for rule in filter(has_numbers, RULES.values()):
        assert_numbers_are_judged_by(rule, broken(sound(), BREACHES[rule.name][0]))


def test_every_type_that_a_rule_judges_is_in_a_proof() -> None:
    there = {each.type for each in sound().resources}
    silent = {rule.name for rule in RULES.values() if not there.intersection(rule.types)}
    assert silent == set(), "no resource of its types was ever judged: add one to ADDED"
