"""What a team may set of each rule is known without the packs; a wrong value is refused before the engine starts."""

import json
from pathlib import Path
from typing import Any

import pytest

from components.plan.model import Plan
from policies.all import settings
from policies.all.__main__ import RULES
from policies.on_plan import RULES as ON_PLANS
from policies.on_plan.judging import judge
from policies.on_plan.plan_rule import PlanRule
from stacks.cli.failures import Refused
from stacks.policies_at_hand import SETTINGS, judged_by
from stacks.settings_of_rules import FILE, TYPES, defaults_of, faults_of, settings_of_rules
from tests.policies.ends_of_settings import numbers_for
from tests.policies.on_plan.breaches import BREACHES
from tests.policies.on_plan.days import TODAY
from tests.policies.on_plan.documents import changed


def test_the_file_has_what_the_rules_say_of_their_settings() -> None:
    assert FILE == settings.FILE
    assert FILE.read_text(encoding="utf-8") == settings.as_text(), "run python -m policies.all.settings"


def test_a_default_is_known_of_every_setting_on_resources_and_on_plans() -> None:
    for rule in RULES:
        assert defaults_of(rule.name) == {setting.name: setting.default for setting in rule.settings}
    assert defaults_of("restrict-nodes-in-plan") == {"most-machines": 100}
    assert defaults_of("require-owner-in-plan") == {}


def test_every_type_of_a_setting_has_a_name_for_people() -> None:
    types = {schema["type"] for named in settings_of_rules().values() for schema in named.values()}
    assert types <= set(TYPES)


@pytest.mark.parametrize(
    ("rule", "said", "told"),
    [
        (
            "require-rotated-keys-on-aws",
            {"longest-days": 30},
            "has longest-days 30; allowed: a whole number from 90 to 2560",
        ),
        (
            "require-rotated-keys-on-aws",
            {"longest-days": True},
            "has longest-days true; allowed: a whole number",
        ),
        (
            "require-rotated-keys-on-aws",
            {"longest-days": 90.5},
            "has longest-days 90.5; allowed: a whole number",
        ),
        ("require-rotated-keys-on-aws", {"days": 90}, "has days; allowed: enforcementLevel, longest-days"),
        ("require-valid-waivers", {"unwaivable": "all"}, 'has unwaivable "all"; allowed: a list'),
        (
            "restrict-nodes-in-plan",
            {"most-machines": "9"},
            'has most-machines "9"; allowed: a whole number from 0',
        ),
        (
            "restrict-nodes-in-plan",
            {"enforcementLevel": "remediate"},
            'has the level "remediate"; allowed: advisory, ',
        ),
        (
            "restrict-idle-time-in-plan",
            {"longest-seconds": 60},
            "has longest-seconds; allowed: enforcementLevel; its number is that of restrict-idle-time-of-workers",
        ),
        ("require-owner-in-plan", {"most": 1}, "has most; allowed: enforcementLevel"),
        (
            "restrict-nodes-in-plan",
            {"most-machines": 10**16},
            f"has most-machines 1{'0' * 16}; allowed: a whole number from 0 to 9007199254740991",
        ),
        (
            "require-strong-keys-on-azure",
            {"least-bits": 2000},
            "has least-bits 2000; allowed: 2048, 3072, 4096",
        ),
        (
            "require-supported-versions-on-azure",
            {"oldest": "1.x"},
            'has oldest "1.x"; allowed: a text such as "1.33"',
        ),
    ],
)
def test_what_a_rule_cannot_be_set_to_is_refused_in_one_sentence(
    rule: str, said: dict[str, Any], told: str, tmp_path: Path
) -> None:
    file = tmp_path / SETTINGS
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({rule: said}), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        judged_by(tmp_path)
    assert str(refused.value).startswith(f"{SETTINGS}: {rule} {told}") and "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "said",
    [
        {"require-rotated-keys-on-aws": {"longest-days": 90.0}},
        {"restrict-nodes-in-plan": {"most-machines": 300}, "require-owner-in-plan": "advisory"},
        {"restrict-sessions-on-aws": {"enforcementLevel": "remediate"}},
        {"require-cap-of-workspaces-on-azure": {"most-gb": 0.5}},
        {rule.name: {setting.name: setting.default for setting in rule.settings} for rule in RULES},
    ],
    ids=["a whole number", "rules on plans", "a level", "a number", "all defaults"],
)
def test_what_a_rule_can_be_set_to_is_handed_to_the_engine(said: dict[str, Any], tmp_path: Path) -> None:
    file = tmp_path / SETTINGS
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(said), encoding="utf-8")
    assert judged_by(tmp_path)[-1] == SETTINGS


@pytest.mark.parametrize(
    ("rule", "target"),
    [
        pytest.param(rule, target, id=f"{rule.name}-{target}")
        for rule in ON_PLANS
        for target in (rule.bound.places if rule.bound else ())
    ],
)
def test_a_number_for_a_plan_is_refused_in_one_sentence_or_is_one_to_judge_by(
    rule: PlanRule, target: str
) -> None:
    assert rule.bound
    named, setting = rule.bound.places[target]
    breach, judged = BREACHES[rule.name][0], 0
    broken = Plan.model_validate(changed(breach.of(), breach.changes)).model_copy(update={"target": target})
    for number in numbers_for(settings_of_rules()[named][setting]):
        faults = list(faults_of(named, {setting: number}))
        assert all("\n" not in fault and f"{named} has {setting}" in fault for fault in faults)
        if not faults:
            judge(broken, None, TODAY, (), {named: {setting: number}})
            judged += 1
    assert judged, "the ends themselves are allowed"
