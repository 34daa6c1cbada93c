"""What a team sets of a rule of the packs bounds the same promise on the plan, and both begin with the same bound."""

from typing import Any

import pytest

from components.plan.model import Plan
from policies.all.__main__ import RULES as OF_PACKS
from policies.on_plan import RULES
from policies.on_plan.judging import judge
from policies.on_plan.plan_rule import PlanRule
from tests.policies.on_plan.days import TODAY
from tests.policies.on_plan.documents import changed, production

SETTINGS = {(rule.name, setting.name): setting for rule in OF_PACKS for setting in rule.settings}
BOUNDED = [rule for rule in RULES if rule.twin]
ROTATION, RANGES = "require-yearly-rotation-in-plan", "restrict-allowed-ranges-in-plan"


def found(said: dict[str, Any], **changes: Any) -> list[tuple[str, str]]:
    """Return rule and text of what breaks one of the two in a plan of production on a cloud."""
    paths: Any = {("encryption",): {"key": "customer", "rotation": changes.get("rotation", "365d")}}
    paths |= {("network", "allowed_cidrs"): [changes.get("cidr", "192.0.0.0/16")]}
    plan = Plan.model_validate(changed(production(), paths))
    return [
        (each.rule, each.text)
        for each in judge(plan, None, TODAY, (), said)
        if each.rule in (ROTATION, RANGES)
    ]


def cloud() -> str:
    """Return the target of that plan."""
    return str(production()["target"])


def twin_of(name: str) -> tuple[str, str]:
    """Return rule and setting of the twin of a rule on that cloud."""
    (rule,) = (each for each in RULES if each.name == name)
    assert rule.twin
    return rule.twin.places[cloud()]


def test_some_rules_on_plans_have_a_twin_with_a_bound() -> None:
    assert {ROTATION, RANGES} < {rule.name for rule in BOUNDED}


@pytest.mark.parametrize("rule", BOUNDED, ids=lambda rule: rule.name)
def test_every_twin_is_a_setting_that_there_is(rule: PlanRule) -> None:
    assert rule.twin and rule.within, "a twin without a check that takes its bound bounds nothing"
    for place in rule.twin.places.values():
        assert SETTINGS[place].schema["type"] == "integer", f"{place} is no setting with a whole number"


@pytest.mark.parametrize("rule", BOUNDED, ids=lambda rule: rule.name)
def test_a_plan_is_judged_alike_where_the_team_says_what_is_so_anyway(rule: PlanRule) -> None:
    assert rule.twin
    defaults = {
        name: {setting: SETTINGS[name, setting].default} for name, setting in rule.twin.places.values()
    }
    changes = {"rotation": "366d", "cidr": "192.0.0.0/15"}
    assert found(defaults, **changes) == found({}, **changes), "the twins begin with the same bound"


def test_a_team_that_tightens_the_twin_tightens_the_plan() -> None:
    (rotated, days), (narrow, bits) = twin_of(ROTATION), twin_of(RANGES)
    assert found({}) == []
    assert found({rotated: {days: 90}}) == [(ROTATION, "keys are replaced every 365d; allowed: at most 90d")]
    assert [text[-20:] for _, text in found({narrow: {bits: 24}})] == ["allowed: at most a /24"[-20:]]


def test_a_team_that_widens_the_twin_widens_the_plan() -> None:
    (rotated, days), (narrow, bits) = twin_of(ROTATION), twin_of(RANGES)
    assert found({rotated: {days: 700}, narrow: {bits: 8}}, rotation="600d", cidr="192.0.0.0/9") == []


@pytest.mark.parametrize("said", ["mandatory", {}, {"longest-days": "90"}, {"longest-days": True}])
def test_what_is_no_number_bounds_nothing(said: Any) -> None:
    assert found({twin_of(ROTATION)[0]: said}) == [], "the engine refuses it by the schema"
