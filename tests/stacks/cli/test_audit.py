"""`groundplan audit` ends with 0 where nothing is left, 1 and a table where something is, 2 where nobody knows."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from components.hosts.inventory import state_folder
from components.topology.asking import NoCredentials
from components.topology.audit import Audit, Found
from stacks.cli.main import run
from tests.stacks.auditing.clouds import plan_for_aws, simulated_target

LOCAL = str(Path(__file__).parents[3] / "stacks" / "plans" / "local-small.yaml")
LEFT = Found(
    kind="ec2:volume", name="vol-1", location="us-east-1", labels={"groundplan-plan": "atlas"},
    made=datetime.now(UTC) - timedelta(hours=5, minutes=1),
)  # fmt: skip
GOING = Found(kind="kms:key", name="1234", location="us-east-1", going="PendingDeletion until 2026-12-27")


def audit_of_aws(folder: Path, *more: str) -> int:
    return run(["audit", "--plan", str(plan_for_aws(folder)), "--stack", "nobody", *more])


def test_nothing_left_is_0_though_something_still_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    simulated_target(monkeypatch, Audit(place="account 1, us-east-1", left=(), going=(GOING,)))
    assert audit_of_aws(tmp_path) == 0
    told = capsys.readouterr()
    assert "is left; looked at account 1, us-east-1" in told.out and told.out.startswith("nothing of plan ")
    assert "not counted: kms:key 1234 (PendingDeletion until 2026-12-27)" in told.err


def test_what_is_left_is_1_and_a_table_of_kind_name_place_and_age(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    simulated_target(monkeypatch, Audit(place="account 1", left=(LEFT,), notes=("no tags, no look",)))
    assert audit_of_aws(tmp_path) == 1
    told = capsys.readouterr()
    rows = [line.split() for line in told.out.splitlines()]
    assert rows == [
        ["kind", "name", "where", "age"], ["ec2:volume", "vol-1", "us-east-1", "5", "h"],
    ]  # fmt: skip
    assert " left, looked at account 1; run `groundplan down`" in told.err and "no tags, no look" in told.err


def test_json_is_one_document_and_ends_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    simulated_target(monkeypatch, Audit(place="account 1", left=(LEFT,), going=(GOING,)))
    assert audit_of_aws(tmp_path, "--json") == 1
    document = json.loads(capsys.readouterr().out)
    assert [each["name"] for each in document["left"]] == ["vol-1"]
    assert document["going"][0]["why"] == "PendingDeletion until 2026-12-27"


def test_missing_credentials_are_2_and_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    simulated_target(monkeypatch, NoCredentials("there are no credentials of AWS here; log in"))
    assert audit_of_aws(tmp_path) == 2
    told = capsys.readouterr().err.splitlines()
    assert told[-1] == "groundplan: there are no credentials of AWS here; log in"


def test_a_stack_that_never_was_on_this_machine_is_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "--plan", LOCAL, "--stack", "never-was"]) == 0
    assert "nothing of plan quickstart is left; looked at this machine" in capsys.readouterr().out


def test_a_folder_of_a_stack_on_this_machine_is_1(capsys: pytest.CaptureFixture[str]) -> None:
    folder = state_folder("was-here") / "records"
    folder.mkdir(parents=True)
    assert run(["audit", "--plan", LOCAL, "--stack", "was-here"]) == 1
    assert str(folder) in capsys.readouterr().out and folder.exists(), "looking removes nothing"


def test_a_plan_that_is_not_there_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["audit", "--plan", "no-such.yaml"]) == 2
    assert "there is no file" in capsys.readouterr().err
