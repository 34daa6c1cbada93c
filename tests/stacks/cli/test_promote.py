"""`groundplan promote` ends as the promotion program ends."""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from stacks import this_machine
from stacks.cli.main import run


@dataclass
class SimulatedPromotion:
    """A simulated promotion program: what it runs, and what it was given."""

    script: str = ""
    given: list[list[str]] = field(default_factory=list)

    def command(self, _stack: str, arguments: Sequence[str], _code: Path) -> Sequence[str]:
        """Stand in for the command that enters the promotion sandbox."""
        self.given.append(list(arguments))
        return [sys.executable, "-c", self.script]


@pytest.fixture
def promotion(monkeypatch: pytest.MonkeyPatch) -> SimulatedPromotion:
    simulated = SimulatedPromotion()
    monkeypatch.setattr(this_machine, "promotion_command", simulated.command)
    return simulated


def test_a_promotion_is_told_and_its_arguments_are_passed_on(
    promotion: SimulatedPromotion, capsys: pytest.CaptureFixture[str]
) -> None:
    document = {"version": 2, "accuracy": 0.98123, "path": "/models/digits/2", "copied": True}
    promotion.script = f"print('MLflow says hello'); print({json.dumps(document)!r})"
    assert run(["promote", "2", "--minimum-accuracy", "0.98"]) == 0, "promoted"
    assert promotion.given == [["--json", "--version", "2", "--minimum-accuracy", "0.98"]], "as given"
    captured = capsys.readouterr()
    assert captured.out == (
        "version 2 (held-out accuracy 0.9812) is promoted; copied to /models/digits/2\n"
    ), "one sentence"
    assert captured.err.startswith("$ "), "the plain command is shown"
    assert run(["promote", "--json"]) == 0, "promoted again"
    assert json.loads(capsys.readouterr().out) == document, "one document"


@pytest.mark.parametrize(("code", "exit_code"), [(1, 1), (2, 2), (3, 3), (77, 1)])
def test_refusals_and_failures_keep_their_words_and_codes(
    code: int,
    exit_code: int,
    promotion: SimulatedPromotion,
    capsys: pytest.CaptureFixture[str],
) -> None:
    promotion.script = f"import sys; sys.stderr.write('Below the gate.'); sys.exit({code})"
    assert run(["promote"]) == exit_code, f"the program's {code}"
    assert promotion.given == [["--json"]], "by default the latest version and the workload's own gate"
    assert "groundplan: Below the gate." in capsys.readouterr().err, "the program's own sentence"


def test_a_stack_that_is_not_up_is_refused_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert run(["promote"]) == 2, "nothing was tried, nothing was changed"
    told = capsys.readouterr().err
    assert "does not run; run `groundplan up` and promote again" in told, "and what to do"
