"""Every rule about a cloud: silent on all examples, loud on each breach, never silent about what is not known."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from policies.judge.resource import Stack
from policies.judge.rule import Rule
from tests.policies.breach import Breach, broken, names, violations, with_added
from tests.policies.captured import CLOUD_EXAMPLES, of_a_cloud
from tests.policies.ends_of_settings import assert_numbers_are_judged_by, has_numbers
from tests.policies.proving import assert_unknown_is_told
from tests.policies.rules_of import added_of, breaches_of, rules_of

CLOUDS = tuple(CLOUD_EXAMPLES)


def folder(cloud: str) -> str:
    """Return the package of what breaks the rules about a cloud."""
    return f"tests.policies.clouds.{cloud}"


@cache
def sound(example: str) -> Stack:
    """Return an example with the resources that a user plausibly adds."""
    return with_added(of_a_cloud(example), added_of(folder(example.partition("-")[0])))


def sound_for(cloud: str, breach: Breach) -> Stack:
    """Return the first example of a cloud that has the resource in breach."""
    return next(sound(each) for each in CLOUD_EXAMPLES[cloud] if breach.resource in names(sound(each)))


def every_breach() -> Iterator[Any]:
    for cloud in CLOUDS:
        rules = {rule.name: rule for rule in rules_of(cloud)}
        for name, breaches in breaches_of(folder(cloud)).items():
            for index, breach in enumerate(breaches):
                yield pytest.param(cloud, rules[name], breach, id=f"{name}-{breach}-{index}")


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_rule_has_breaches_that_prove_it(cloud: str) -> None:
    named = {rule.name for rule in rules_of(cloud)}
    assert set(breaches_of(folder(cloud))) == named, "a rule without a breach was never seen to fail"


@pytest.mark.parametrize(
    ("example", "rule"),
    [
        pytest.param(example, rule, id=f"{example}-{rule.name}")
        for cloud in CLOUDS
        for example in CLOUD_EXAMPLES[cloud]
        for rule in rules_of(cloud)
    ],
)
def test_examples_break_no_rule(example: str, rule: Rule) -> None:
    assert violations(rule, sound(example)) == [], "a false alarm teaches people to ignore the pack"


@pytest.mark.parametrize(("cloud", "rule", "breach"), every_breach())
def test_breach_is_found_and_said(cloud: str, rule: Rule, breach: Breach) -> None:
    found = violations(rule, broken(sound_for(cloud, breach), breach))
    assert any(breach.message in text for text in found), f"expected {breach.message!r} among {found}"


@pytest.mark.parametrize(("cloud", "rule", "breach"), every_breach())
def test_what_is_not_known_yet_is_told(cloud: str, rule: Rule, breach: Breach) -> None:
    assert_unknown_is_told(rule, sound_for(cloud, breach), breach)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_number_that_a_team_may_set_is_one_to_judge_by(cloud: str) -> None:
    breaches = breaches_of(folder(cloud))
    for rule in filter(has_numbers, rules_of(cloud)):
        first = breaches[rule.name][0]
        assert_numbers_are_judged_by(rule, broken(sound_for(cloud, first), first))


@pytest.mark.parametrize("cloud", CLOUDS)
def test_every_type_that_a_rule_judges_is_in_a_proof(cloud: str) -> None:
    there = {each.type for example in CLOUD_EXAMPLES[cloud] for each in sound(example).resources}
    silent = {rule.name for rule in rules_of(cloud) if not there.intersection(rule.types)}
    assert silent == set(), "no resource of its types was ever judged: add one to ADDED"
