"""The rules of the Ray pack about hosts: silent on what our components make, loud on each breach."""

from dataclasses import replace
from typing import Any

import pytest
from pulumi_policy.proxy import unknown_checking_proxy

from policies.judge.resource import Resource, Stack
from policies.judge.rule import Rule
from policies.ray.hosts import RULES
from policies.security.hosts import RAYLET
from tests.policies.breach import UNKNOWN, verdicts, violations
from tests.policies.security.test_hosts import INVENTORY, made_by_our_components

BY_NAME = {rule.name: rule for rule in RULES}
BREACHES = [
    (
        "forbid-listening-raylets-on-hosts",
        "argv",
        ["--node-ip-address=10.0.0.4"],
        'node-ip-address is "10.0.0.4"',
    ),
    ("forbid-listening-raylets-on-hosts", "argv", [], "node-ip-address is absent"),
    (
        "forbid-listening-raylets-on-hosts",
        "argv",
        ["--node-ip-address=127.0.0.1", "--dashboard-host=::"],
        'dashboard-host is "::"',
    ),
    ("forbid-usage-statistics-on-hosts", "environment", {}, "RAY_USAGE_STATS_ENABLED is absent"),
    ("require-heads-without-work-on-hosts", "argv", ["--num-cpus=4"], "does not hold --num-cpus=0"),
]


@pytest.fixture(scope="module")
def made() -> Stack:
    """Return what our components make of the smallest plan."""
    return made_by_our_components(INVENTORY, "gocryptfs")


def changed(made: Stack, key: str, value: Any) -> Stack:
    """Return the stack with one property of its first head changed."""
    head = next(each for each in made.of_type(RAYLET) if each.get("role") == "head")
    new = unknown_checking_proxy({**head.value, key: value})
    return Stack(tuple(replace(each, value=new) if each is head else each for each in made.resources))


def heads(made: Stack) -> list[Resource]:
    return [each for each in made.of_type(RAYLET) if each.get("role") == "head"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_our_components_make_breaks_no_rule(made: Stack, rule: Rule) -> None:
    assert heads(made), "a plan without a head proves nothing"
    assert violations(rule, made) == [], "a false alarm teaches people to ignore the pack"


@pytest.mark.parametrize(("name", "key", "value", "message"), BREACHES)
def test_breach_is_found_and_said(made: Stack, name: str, key: str, value: Any, message: str) -> None:
    found = violations(BY_NAME[name], changed(made, key, value))
    assert any(message in text for text in found), f"expected {message!r} among {found}"


@pytest.mark.parametrize(("name", "key"), sorted({(name, key) for name, key, _, _ in BREACHES}))
def test_what_is_not_known_yet_is_told(made: Stack, name: str, key: str) -> None:
    found = verdicts(BY_NAME[name], changed(made, key, UNKNOWN))
    assert any(each.not_known for each in found), f"{name} passed a head whose {key} was not known"


def test_every_rule_has_a_breach() -> None:
    assert {name for name, *_ in BREACHES} == set(BY_NAME), "a rule without a breach was never seen to fail"
