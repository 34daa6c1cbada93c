"""A waiver excuses what it names until it ends; one that is over, or names no rule, is reported itself."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.plan.model import Plan
from policies.on_plan.finding import Finding
from policies.on_plan.judging import judge
from tests.policies.on_plan.days import TODAY
from tests.policies.on_plan.documents import changed, production

PINNED = "require-versions-of-models-in-plan"
MODELS = ("storage", 3)
STAGING: dict[Any, Any] = {("budget",): None, ("environment",): "staging"}
"""Without a budget nobody misses the prices, which only the topology tells; production has to have one."""


def waiver(**said: Any) -> dict[str, Any]:
    usual = {
        "rule": PINNED,
        "resource": "models",
        "reason": "another account keeps copies",
        "owner": "ml-platform@example.com",
        "expires": TODAY.isoformat(),
    }
    return usual | said


def judged(
    *waivers: dict[str, Any], today: date = TODAY, known_rules: tuple[str, ...] = (), said: Any = None
) -> list[Finding]:
    """Judge a plan whose models have no former versions; its topology is not known, so its price is not either."""
    gone = {(*MODELS, "versions"): None, **STAGING, ("waivers",): list(waivers)}
    plan = Plan.model_validate(changed(production(), gone))
    return list(judge(plan, None, today, known_rules, said))


def test_without_a_waiver_the_breach_stands() -> None:
    assert [(finding.rule, finding.waived) for finding in judged()] == [(PINNED, False)]


@pytest.mark.parametrize("resource", ["models", "atlas"])
def test_a_waiver_holds_for_what_it_names_and_what_is_in_it(resource: str) -> None:
    (found,) = judged(waiver(resource=resource))
    assert found.rule == PINNED and found.waived, "what is waived is still told"


@pytest.mark.parametrize("said", [{"resource": "checkpoints"}, {"rule": "require-owner-in-plan"}])
def test_a_waiver_holds_for_nothing_else(said: dict[str, Any]) -> None:
    (found,) = judged(waiver(**said))
    assert not found.waived, "it is for another thing, or for another rule"


@given(st.integers(-1000, 1000))
def test_a_waiver_holds_in_the_year_until_its_last_day_and_is_reported_before_and_after(days: int) -> None:
    found = judged(waiver(), today=TODAY + timedelta(days=days))
    over = [finding for finding in found if finding.rule == "require-valid-waivers"]
    holds = -365 <= days <= 0
    assert [finding.path for finding in over] == ([] if holds else [("waivers", 0, "expires")])
    assert [finding.waived for finding in found if finding.rule == PINNED] == [holds]


def test_a_waiver_of_a_cluster_holds_for_its_pools_and_one_of_a_pool_for_that_alone() -> None:
    spot = {("clusters", 1, "pools", 1, "capacity"): ["spot"], **STAGING}
    for resource, holds in (
        ("serve", True),
        ("serve/replicas", True),
        ("serve/head", False),
        ("train", False),
    ):
        named = [waiver(rule="require-lasting-capacity-in-plan", resource=resource)]
        plan = Plan.model_validate(changed(production(), {**spot, ("waivers",): named}))
        (found,) = judge(plan, None, TODAY)
        assert found.waived is holds, f"{resource} was waived, the pool is serve/replicas"


def test_a_name_that_the_plan_shares_with_a_cluster_means_the_cluster() -> None:
    shared = {("name",): "train", (*MODELS, "versions"): None, **STAGING}
    plan = Plan.model_validate(changed(production(), {**shared, ("waivers",): [waiver(resource="train")]}))
    (found,) = judge(plan, None, TODAY)
    assert not found.waived, "the narrower meaning: models are no part of the cluster"


def test_a_waiver_of_a_rule_that_nobody_has_is_reported_with_the_nearest_name() -> None:
    found = judged(waiver(), waiver(rule="require-versions-of-model-in-plan"))
    (unknown,) = (finding for finding in found if not finding.waived)
    assert (unknown.rule, unknown.path) == ("require-valid-waivers", ("waivers", 1, "rule"))
    assert f'did you mean "{PINNED}"?' in unknown.text


def test_a_waiver_of_a_rule_of_a_pack_is_none_about_the_plan_and_no_breach() -> None:
    of_a_pack = waiver(rule="require-rotated-keys-on-aws")
    assert judged(waiver(), of_a_pack, known_rules=("require-rotated-keys-on-aws",)) == judged(waiver())
    assert len(judged(waiver(), of_a_pack)) == 2, "nobody said that a pack has this rule"


@pytest.mark.parametrize("known_rules", [(), ("require-valid-waivers",)])
def test_the_rule_about_waivers_cannot_be_waived(known_rules: tuple[str, ...]) -> None:
    over = waiver(expires="2026-01-01")
    found = judged(over, waiver(rule="require-valid-waivers", resource="atlas"), known_rules=known_rules)
    assert len(found) == 3 and not any(finding.waived for finding in found), "else nothing would ever end"


def test_what_a_team_lets_nobody_waive_is_not_waived_and_the_waiver_is_a_finding() -> None:
    found = judged(waiver(), said={"require-valid-waivers": {"unwaivable": [PINNED]}})
    assert [(each.rule, each.waived) for each in found] == [(PINNED, False), ("require-valid-waivers", False)]
    assert f"{PINNED} cannot be waived" in found[1].text, "it would mislead whoever reads the plan"


@pytest.mark.parametrize("said", [{}, {"require-valid-waivers": "mandatory"}, {"require-valid-waivers": {}}])
def test_where_a_team_says_nothing_of_it_every_rule_can_be_waived(said: dict[str, Any]) -> None:
    assert judged(waiver(), said=said) == judged(waiver())


@pytest.mark.parametrize(
    ("wrong", "field", "text"),
    [
        ({"expires": "9999-12-31"}, "expires", "it ends on 9999-12-31; allowed: at most 30 days from now"),
        ({"owner": "x"}, "owner", '"x" is no mail address'),
    ],
)
def test_a_waiver_that_nobody_looks_at_again_excuses_nothing(
    wrong: dict[str, Any], field: str, text: str
) -> None:
    for days in (30, 30.0):
        breach, fault = judged(waiver(**wrong), said={"require-valid-waivers": {"longest-days": days}})
        assert (breach.rule, breach.waived) == (PINNED, False)
        assert fault.path == ("waivers", 0, field) and text in fault.text
