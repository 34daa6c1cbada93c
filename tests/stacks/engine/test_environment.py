"""The environment finds this Python, the engine and gocryptfs first, however often it is applied."""

import os
import sys
from pathlib import Path

import pytest

from stacks.cli.failures import Refused
from stacks.engine import environment
from stacks.engine.environment import engine_environment
from stacks.engine.locate import Engine


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """A simulated engine, and a gocryptfs in a folder of its own."""
    monkeypatch.setattr(environment, "find_gocryptfs", lambda: tmp_path / "encryption" / "gocryptfs")
    return Engine(bin=tmp_path / "engine", version="3.220.0", source="modules")


def test_python_the_engine_and_gocryptfs_come_first(engine: Engine, tmp_path: Path) -> None:
    first = engine_environment(engine)["PATH"].split(os.pathsep)[:3]
    expected = [str(Path(sys.executable).parent), str(tmp_path / "engine"), str(tmp_path / "encryption")]
    assert first == expected, "the language host takes the first Python on PATH"


def test_applying_it_twice_changes_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    once = engine_environment(engine)
    monkeypatch.setenv("PATH", once["PATH"])
    assert engine_environment(engine) == once, "PATH must not grow with every command"


def test_what_was_on_path_stays(engine: Engine) -> None:
    before = [entry for entry in os.environ["PATH"].split(os.pathsep) if entry]
    assert set(before) <= set(engine_environment(engine)["PATH"].split(os.pathsep)), "no tool may be lost"


def test_without_an_engine_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "find_engine", lambda: None)
    with pytest.raises(Refused, match="run `groundplan engine`"):
        engine_environment()
