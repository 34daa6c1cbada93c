"""`groundplan doctor` prints what was judged, and ends with 3 when a check refuses."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from stacks.cli import doctor
from stacks.cli.main import run
from stacks.doctor.facts import Facts
from tests.stacks.doctor.healthy import ENGINE, FACTS

BROKEN = replace(FACTS, engine=replace(ENGINE, ready=None, go=None, release_known=False))


def judge_instead(monkeypatch: pytest.MonkeyPatch, facts: Facts) -> None:
    """Let the doctor be told `facts` instead of asking this machine."""
    monkeypatch.setattr(doctor, "gather", lambda _plan, _stack: facts)


def test_a_healthy_machine_ends_with_0(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    judge_instead(monkeypatch, FACTS)
    assert run(["doctor"]) == 0, "nothing was refused"
    assert "isolation" in capsys.readouterr().out, "the table must be on stdout"


def test_a_refused_check_ends_with_3_and_its_remedy_stands_whole_on_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    judge_instead(monkeypatch, BROKEN)
    assert run(["doctor"]) == 3, "a check refused"
    told = capsys.readouterr()
    remedy = "engine: install Go 1.24.7 or newer (https://go.dev/dl), then run `groundplan engine`"
    assert remedy in told.out.splitlines(), "a remedy that is wrapped cannot be copied"
    assert "not ready: engine" in told.err, "the end must say what is not ready"


def test_json_is_one_document_even_when_a_check_refuses(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    judge_instead(monkeypatch, BROKEN)
    assert run(["doctor", "--json"]) == 3, "the exit code does not depend on the form"
    document = json.loads(capsys.readouterr().out)
    assert document["passed"] is False, "a program must not have to count"
    states = {check["name"]: check["state"] for check in document["checks"]}
    assert states["engine"] == "refused", "the refused check must be told apart"
    assert states["python"] == "ok", "from those that passed"


def test_this_machine_can_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["doctor", "--json"]) in {0, 3}, "the doctor never fails, it tells"
    names = [check["name"] for check in json.loads(capsys.readouterr().out)["checks"]]
    assert names[:3] == ["python", "packages", "engine"], "every check must be there"


def test_an_environment_for_checks_is_asked_no_plan_for_this_machine_unless_one_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[Path | None] = []
    healthy = replace(FACTS, plan=None, for_checks=True)
    monkeypatch.setattr(doctor, "gather", lambda plan, _stack: asked.append(plan) or healthy)
    monkeypatch.setattr(doctor, "is_for_checks", lambda _environment: True)
    assert run(["doctor"]) == 0, "what it was made for works"
    assert "run `make environment` for all else" in capsys.readouterr().out
    run(["doctor", "--plan", "mine.yaml"])
    assert asked == [None, Path("mine.yaml")], "a plan that is named is judged there too"
