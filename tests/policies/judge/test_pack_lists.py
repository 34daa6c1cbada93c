"""The lists of all packs: complete, each rule under the name of its file, and no name twice."""

import ast
import importlib
from collections import Counter
from pathlib import Path

import pytest

from policies.judge.rule import Rule
from tests.policies.rules_of import PACKS

POLICIES = Path(__file__).resolve().parents[3] / "policies"


def listed_by(pack: str) -> tuple[Rule, ...]:
    """Return the rules that a pack serves."""
    return importlib.import_module(f"policies.{pack}.__main__").RULES


def files_with_rule(pack: str) -> set[str]:
    """Return the stems of a pack's files that assign RULE."""
    return {
        path.stem
        for path in (POLICIES / pack).rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == "RULE" for target in node.targets)
    }


@pytest.mark.parametrize("pack", PACKS)
def test_every_file_with_a_rule_is_served_under_its_own_name(pack: str) -> None:
    assert {rule.name.replace("-", "_") for rule in listed_by(pack)} == files_with_rule(pack), (
        "a rule that is not listed judges nothing"
    )


def test_no_two_rules_have_one_name() -> None:
    found = Counter(rule.name for pack in PACKS for rule in listed_by(pack))
    assert [name for name, times in found.items() if times > 1] == [], "a waiver names one rule"


@pytest.mark.parametrize("pack", PACKS)
def test_promises_are_sentences_and_settings_have_schemas(pack: str) -> None:
    for rule in listed_by(pack):
        assert rule.promise.endswith("."), f"{rule.name}: the promise is shown as a sentence"
        assert all(setting.schema for setting in rule.settings), (
            f"{rule.name}: the engine refuses by the schema"
        )
