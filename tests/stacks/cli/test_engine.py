"""`groundplan engine` prints where the engine is, or says in one sentence why there is none."""

import json
from pathlib import Path

import pytest

from stacks.cli import engine
from stacks.cli.failures import Failed, Refused
from stacks.cli.main import run
from stacks.engine import Engine, Progress

FOUND = Engine(bin=Path("/simulated/bin"), version="3.220.0", source="modules")


@pytest.fixture(autouse=True)
def simulated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the engine and gocryptfs be found at once."""
    monkeypatch.setattr(engine, "ensure_engine", lambda _source, _progress: FOUND)
    monkeypatch.setattr(engine, "ensure_gocryptfs", lambda _progress: Path("/simulated/gocryptfs"))


def test_it_prints_path_version_and_source(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["engine"]) == 0, "an engine was found"
    told = capsys.readouterr().out.split()
    assert told[1::2] == ["/simulated/bin/pulumi", "3.220.0", "modules", "/simulated/gocryptfs"], (
        "in this order"
    )


def test_json_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["engine", "--json"]) == 0, "an engine was found"
    expected = {
        "bin": "/simulated/bin",
        "version": "3.220.0",
        "source": "modules",
        "gocryptfs": "/simulated/gocryptfs",
    }
    assert json.loads(capsys.readouterr().out) == expected, "programs read these names"


def test_without_gocryptfs_the_engine_is_still_given(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_progress: Progress) -> Path:
        raise Refused("simulated: install gocryptfs")

    monkeypatch.setattr(engine, "ensure_gocryptfs", refuse)
    assert run(["engine", "--json"]) == 0, "targets in a cloud need no gocryptfs"
    told = capsys.readouterr()
    assert json.loads(told.out)["gocryptfs"] is None, "its absence must be told to programs"
    assert "install gocryptfs" in told.err, "and its remedy to people"


@pytest.mark.parametrize(("failure", "code"), [(Refused, 2), (Failed, 1)])
def test_an_engine_that_cannot_be_had_ends_with_its_code_and_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failure: type[Exception],
    code: int,
) -> None:
    def end(_source: str | None, _progress: Progress) -> Engine:
        raise failure("simulated reason")

    monkeypatch.setattr(engine, "ensure_engine", end)
    assert run(["engine"]) == code, "the exit code tells how it ended"
    assert capsys.readouterr().err == "groundplan: simulated reason\n", "one sentence, no traceback"


def test_an_unknown_source_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.undo()
    assert run(["engine", "--source", "nix"]) == 2, "usage was refused"
    assert "known: path, release, modules" in capsys.readouterr().err, "with what is known"
