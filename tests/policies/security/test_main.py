"""The security pack's rules about hosts: listed, named as their files, silent where all is sound, loud on breaches."""

import ast
from pathlib import Path

import pytest

from policies.judge.rule import Rule
from policies.security.__main__ import ON_HOSTS
from tests.policies.conftest import SECURITY_PACK
from tests.policies.security.breaches import BREACHES
from tests.policies.simulated_hosts import Breach, sound_stack, violations

BY_NAME = {rule.name: rule for rule in ON_HOSTS}
EVERY_BREACH = [
    pytest.param(BY_NAME[name], breach, id=f"{name}-{breach}-{index}")
    for name, breaches in BREACHES.items()
    for index, breach in enumerate(breaches)
]


def files_with_rule() -> dict[str, Path]:
    """Map the stem of each file of the pack that assigns RULE to its path."""
    found = {}
    for path in SECURITY_PACK.glob("*.py"):
        assigned = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.Assign)]
        if any(ast.unparse(target) == "RULE" for node in assigned for target in node.targets):
            found[path.stem] = path
    return found


def test_every_file_with_a_rule_is_in_the_list_under_its_own_name() -> None:
    listed = {rule.name.replace("-", "_") for rule in ON_HOSTS}
    assert listed == set(files_with_rule()), "a rule that is not listed judges nothing"


def test_every_rule_has_breaches_that_prove_it() -> None:
    assert set(BREACHES) == set(BY_NAME), "a rule without a breach was never seen to fail"


@pytest.mark.parametrize("rule", ON_HOSTS, ids=lambda rule: rule.name)
def test_sound_stack_breaks_no_rule(rule: Rule) -> None:
    assert violations(rule, sound_stack()) == [], "a false alarm teaches people to ignore the pack"


@pytest.mark.parametrize(("rule", "breach"), EVERY_BREACH)
def test_breach_is_found_and_said(rule: Rule, breach: Breach) -> None:
    found = violations(rule, breach.apply())
    assert any(breach.message in text for text in found), f"expected {breach.message!r} among {found}"


@pytest.mark.parametrize("rule", ON_HOSTS, ids=lambda rule: rule.name)
def test_remedy_and_references_are_given(rule: Rule) -> None:
    assert all(reference.startswith("NIST SP 800-53 ") for reference in rule.references), (
        "a reference names the catalogue and the control"
    )
    assert rule.promise.endswith("."), "the promise is shown as a sentence"
