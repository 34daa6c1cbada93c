"""The number of a rule on plans is that of the rule of a pack which holds the same promise, or one of its own."""

from typing import Any

import pytest

from components.plan.model import Plan
from policies.all.__main__ import RULES as OF_PACKS
from policies.on_plan import RULES
from policies.on_plan.bound import Bound, whole
from policies.on_plan.judging import judge
from policies.on_plan.plan_rule import PlanRule
from tests.policies.on_plan.days import TODAY
from tests.policies.on_plan.documents import changed, development, production, without_budget

SETTINGS = {(rule.name, setting.name): setting for rule in OF_PACKS for setting in rule.settings}
BOUNDED = [rule for rule in RULES if rule.bound]
ROTATION, RANGES, NODES = (
    "require-yearly-rotation-in-plan",
    "restrict-allowed-ranges-in-plan",
    "restrict-nodes-in-plan",
)


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


def bound_of(name: str) -> Bound:
    """Return the bound of a rule."""
    (rule,) = (each for each in RULES if each.name == name)
    assert rule.bound
    return rule.bound


def twin_of(name: str) -> tuple[str, str]:
    """Return rule and setting that say the number of a rule on the cloud of that plan."""
    return bound_of(name).places[str(production()["target"])]


@pytest.mark.parametrize("rule", BOUNDED, ids=lambda rule: rule.name)
def test_a_number_is_asked_once_of_a_rule_on_resources_that_begins_with_the_same_or_of_the_rule_itself(
    rule: PlanRule,
) -> None:
    assert rule.bound and rule.within, "a bound without a check that takes it bounds nothing"
    for name, setting in rule.bound.places.values():
        if rule.bound.own:
            assert name == rule.name and rule.bound.described[setting]["default"] == rule.bound.default
        else:
            there = SETTINGS[name, setting]
            assert there.schema["type"] == "integer" and there.default == rule.bound.default, (
                f"{name}: {setting}"
            )


def test_every_rule_on_plans_with_a_number_of_its_own_can_be_told_another() -> None:
    assert {rule.name for rule in BOUNDED} == {
        "require-bounded-checkpoints-in-plan",
        "require-bounded-scratch-in-plan",
        "require-serving-replicas-in-plan",
        "require-several-zones-in-plan",
        "restrict-gpu-nodes-in-plan",
        "restrict-idle-gpus-in-plan",
        "restrict-idle-time-in-plan",
        ROTATION,
        RANGES,
        NODES,
    }


def test_a_team_that_tightens_the_twin_tightens_the_plan() -> None:
    (rotated, days), (narrow, bits) = twin_of(ROTATION), twin_of(RANGES)
    assert found({}) == []
    assert found({rotated: {days: 90}}) == [(ROTATION, "keys are replaced every 365d; allowed: at most 90d")]
    assert [text[-20:] for _, text in found({narrow: {bits: 24}})] == ["allowed: at most a /24"[-20:]]


def test_a_team_that_widens_the_twin_widens_the_plan() -> None:
    (rotated, days), (narrow, bits) = twin_of(ROTATION), twin_of(RANGES)
    assert found({rotated: {days: 700}, narrow: {bits: 8}}, rotation="600d", cidr="192.0.0.0/9") == []


@pytest.mark.parametrize(("most", "breaks"), [(1, True), (2, False)])
def test_how_many_gpus_may_be_idle_is_said_once_for_the_plan_and_for_the_workers_made_of_it(
    most: int, breaks: bool
) -> None:
    plan = Plan.model_validate(changed(development(), {("clusters", 0, "pools", 2, "count"): "2..4"}))
    found = judge(plan, None, TODAY, (), {"restrict-idle-gpus-of-workers": {"most-idle": most}})
    assert ("restrict-idle-gpus-in-plan" in {each.rule for each in found}) is breaks


@pytest.mark.parametrize(
    ("said", "breaks"),
    [
        ({}, False),
        ({NODES: {"most-machines": 41}}, True),
        ({NODES: {"most-machines": 42}}, False),
        ({NODES: "disabled"}, False),
    ],
)
def test_how_many_machines_a_plan_may_have_without_a_budget_is_set_of_the_rule_on_plans(
    said: dict[str, Any], breaks: bool
) -> None:
    judged = judge(Plan.model_validate(without_budget()), None, TODAY, (), said)
    assert [each.rule for each in judged] == ([NODES] if breaks else [])


@pytest.mark.parametrize(
    ("said", "refuses"),
    [
        ({NODES: {"most-machines": 1}}, [True]),
        ({NODES: {"most-machines": 1, "enforcementLevel": "advisory"}}, [False]),
        ({NODES: {"most-machines": 1}, "all": "advisory"}, [False]),
        ({NODES: {"most-machines": 1, "enforcementLevel": "mandatory"}, "all": "disabled"}, [True]),
        ({NODES: {"most-machines": 1}, "all": "remediate"}, [True]),
        ({NODES: {"most-machines": 1}, "all": {"enforcementLevel": "disabled"}}, []),
    ],
)
def test_a_rule_on_plans_has_a_level_of_its_own_or_that_of_all(
    said: dict[str, Any], refuses: list[bool]
) -> None:
    judged = judge(Plan.model_validate(without_budget()), None, TODAY, (), said)
    assert [not each.advisory for each in judged] == refuses


def test_what_judges_waivers_refuses_at_every_level() -> None:
    waiver = {
        "rule": "require-nothing",
        "resource": "atlas",
        "reason": "r",
        "owner": "a@b.org",
        "expires": str(TODAY),
    }
    plan = Plan.model_validate(changed(without_budget(), {("waivers",): [waiver]}))
    for said in ({"all": "disabled"}, {"require-valid-waivers": "advisory"}):
        assert [each.advisory for each in judge(plan, None, TODAY, (), said)] == [False]


@pytest.mark.parametrize(
    ("value", "number"), [(90, 90), (90.0, 90), (90.5, None), (True, None), ("90", None), (None, None)]
)
def test_a_number_is_whole_however_json_writes_it(value: Any, number: int | None) -> None:
    assert whole(value) == number
