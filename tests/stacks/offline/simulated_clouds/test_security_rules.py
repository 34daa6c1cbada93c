"""Two security rules of one priority and direction in a group are refused, planned or made, in any order of changes."""

from typing import Any

from stacks.offline.simulated_clouds.security_rules import RULE, SecurityRules
from stacks.offline.simulated_kubernetes.values import UNKNOWN

ENGINE = "ipv4:127.0.0.1:1"


def urn(name: str, stack: str = "s") -> str:
    return f"urn:pulumi:{stack}::p::{RULE}::{name}"


def rule(priority: Any, direction: str = "Inbound", group: Any = "files") -> dict[str, Any]:
    return {
        "resourceGroupName": "atlas", "networkSecurityGroupName": group, "direction": direction, "priority": priority,
    }  # fmt: skip


def planned(rules: SecurityRules, name: str, given: dict[str, Any], engine: str = ENGINE) -> list[str]:
    return [reason for _, reason in rules.plan(engine, urn(name), RULE, given)]


def test_two_rules_that_are_planned_for_one_place_are_refused() -> None:
    rules = SecurityRules()
    assert planned(rules, "from-azure", rule(110)) == []
    assert planned(rules, "to-azure", rule(110, "Outbound")) == [], (
        "the other direction has places of its own"
    )
    assert planned(rules, "others", rule(110, group="edge")) == [], "and so has another group"
    (said,) = planned(rules, "from-training", rule(110.0))
    assert "is 110, which from-azure has in files, Inbound" in said


def test_a_place_that_another_rule_leaves_may_be_planned() -> None:
    rules = SecurityRules()
    planned(rules, "first", rule(100))
    assert planned(rules, "first", rule(110)) == [], "a rule is not its own rival"
    assert planned(rules, "second", rule(100)) == []


def test_what_one_engine_plans_is_nothing_to_another_nor_to_its_next_run() -> None:
    rules = SecurityRules()
    planned(rules, "first", rule(100))
    assert planned(rules, "second", rule(100), "ipv4:127.0.0.1:2") == []
    rules.forget(ENGINE)
    assert planned(rules, "third", rule(100)) == []


def test_a_rule_that_is_made_keeps_its_place_until_it_leaves() -> None:
    rules = SecurityRules()
    assert rules.make(urn("from-azure"), RULE, rule(110)) is None
    refused = rules.make(urn("from-training"), RULE, rule(110))
    assert refused is not None and "SecurityRuleConflict" in refused and "from-azure has in files" in refused
    assert rules.make(urn("from-azure"), RULE, rule(120)) is None, "it moves"
    assert rules.make(urn("from-training"), RULE, rule(110)) is None, "and then its place is free"
    rules.delete(urn("from-training"))
    assert rules.make(urn("from-serving"), RULE, rule(110)) is None


def test_stacks_unknown_groups_and_other_types_have_no_place_in_common() -> None:
    rules = SecurityRules()
    rules.make(urn("a"), RULE, rule(110))
    assert rules.make(urn("a", "other"), RULE, rule(110)) is None
    assert rules.make(urn("b"), RULE, rule(110, group=UNKNOWN)) is None, "it is known when it is made"
    assert rules.make(urn("c"), "azure-native:network:Subnet", rule(110)) is None
