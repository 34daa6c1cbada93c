"""What a pull request would be refused for is not brought up either, and a waiver holds for both."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stacks.cli.failures import PolicyRefused
from stacks.cli.main import run
from stacks.paths import PROJECT_ROOT
from stacks.plan_rules import refusal_of, require_allowed

EXAMPLES = sorted((PROJECT_ROOT / "stacks" / "plans").glob("*.yaml"))
LAST_DAY = (datetime.now(UTC).date() + timedelta(days=9)).isoformat()
OWNER = "owner: ml-platform@example.com\n"
WAIVER = f"""
waivers:
  - {{rule: require-owner-in-plan, resource: atlas, reason: "moves soon", owner: ml@example.com, expires: {LAST_DAY}}}
"""


@pytest.fixture
def nobodys(tmp_path: Path) -> Path:
    """Return the example for AWS without an owner."""
    text = (PROJECT_ROOT / "stacks" / "plans" / "aws-small.yaml").read_text(encoding="utf-8")
    assert OWNER in text
    plan = tmp_path / "nobodys.yaml"
    plan.write_text(text.replace(OWNER, ""), encoding="utf-8")
    return plan


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_every_example_may_be_brought_up(example: Path) -> None:
    assert refusal_of(example) is None


def test_a_breach_is_refused_with_its_rule_and_what_to_do(nobodys: Path) -> None:
    with pytest.raises(PolicyRefused) as refused:
        require_allowed(nobodys)
    said = str(refused.value).splitlines()
    assert said[0] == "nobodys.yaml is refused by policy:"
    assert "require-owner-in-plan: no owner; allowed: a mail address; write owner:" in said[1]


def test_a_waived_breach_passes_and_is_said(nobodys: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nobodys.write_text(nobodys.read_text(encoding="utf-8") + WAIVER, encoding="utf-8")
    require_allowed(nobodys)
    assert "waived: " in capsys.readouterr().err


def test_a_breach_that_the_team_lets_nobody_waive_is_refused_all_the_same(
    nobodys: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobodys.write_text(nobodys.read_text(encoding="utf-8") + WAIVER, encoding="utf-8")
    said = {"require-valid-waivers": {"unwaivable": ["require-owner-in-plan"]}}
    monkeypatch.setattr("stacks.policies_at_hand.set_of_rules", lambda _root: said)
    refusal = str(refusal_of(nobodys))
    assert "require-owner-in-plan: no owner" in refusal and "cannot be waived" in refusal


def test_a_breach_at_a_level_that_refuses_nothing_passes_and_is_said(
    nobodys: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(
        "stacks.policies_at_hand.set_of_rules", lambda _root: {"require-owner-in-plan": "advisory"}
    )
    require_allowed(nobodys)
    assert "advised: " in capsys.readouterr().err


@pytest.mark.parametrize("command", [["up", "--yes"], ["preview"], ["preview", "--offline"]])
def test_no_command_goes_on_with_a_plan_that_a_rule_refuses(
    nobodys: Path, command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([*command, "--plan", str(nobodys)]) == 3, "the exit code of policies"
    assert "require-owner-in-plan" in capsys.readouterr().err
