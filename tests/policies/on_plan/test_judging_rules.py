"""Each rule about plans holds on sound plans, and reports where and in which words it is broken, alone."""

from pathlib import Path

import pytest

from policies.on_plan import RULES
from policies.on_plan.judging import judge
from tests.policies.on_plan.breaches import BREACHES
from tests.policies.on_plan.days import TODAY
from tests.policies.on_plan.documents import SOUND, Breach, changed, decided, loaded

CASES = [
    pytest.param(rule, breach, id=f"{rule}-{index}")
    for rule, breaches in BREACHES.items()
    for index, breach in enumerate(breaches)
]


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_plan_breaks_no_rule(name: str, tmp_path: Path) -> None:
    plan = loaded(SOUND[name](), tmp_path)
    assert judge(plan, decided(plan), TODAY) == (), "a false alarm teaches to look away"


@pytest.mark.parametrize(("rule", "breach"), CASES)
def test_a_broken_promise_is_reported_at_its_place(rule: str, breach: Breach, tmp_path: Path) -> None:
    plan = loaded(changed(breach.of(), breach.changes), tmp_path)
    found = judge(plan, decided(plan), TODAY)
    assert {finding.rule for finding in found} == {rule}, "one change breaks one promise"
    assert breach.at in {finding.path for finding in found if breach.says in finding.text}, (
        "where, and what is wrong"
    )
    assert not any(finding.waived for finding in found), "nobody allowed it"


def test_every_rule_was_seen_to_fail() -> None:
    assert {rule.name for rule in RULES} == set(BREACHES), "a rule that nothing breaks could be lost unseen"


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_says_what_its_reader_needs(rule) -> None:
    verb, *_ = rule.name.split("-")
    assert verb in {"require", "forbid", "restrict"} and rule.name.endswith("-in-plan")
    assert rule.promise.endswith(".") and rule.remedy and rule.references
    assert rule.check.__module__.rpartition(".")[2] == rule.name.replace("-", "_"), (
        "one file a rule, of its name"
    )
