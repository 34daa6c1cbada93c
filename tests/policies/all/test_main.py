"""The pack of all packs has every rule that there is, once, and nothing of its own."""

from policies.all.__main__ import RULES
from policies.judge.waiving import known_rules
from stacks.paths import PROJECT_ROOT
from stacks.policies_at_hand import PACK


def test_every_rule_of_every_pack_is_in_it_once() -> None:
    names = [rule.name for rule in RULES]
    assert len(names) == len(set(names)), "a waiver and a setting name one rule"
    guards_and_plans = known_rules(PROJECT_ROOT / "policies" / "judge") | known_rules(
        PROJECT_ROOT / "policies" / "on_plan"
    )
    assert set(names) == known_rules(PROJECT_ROOT / "policies") - guards_and_plans, (
        "each file that has a rule"
    )


def test_it_is_what_judges_a_change() -> None:
    assert (PROJECT_ROOT / PACK / "__main__.py").is_file()
