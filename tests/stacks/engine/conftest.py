"""What the tests of the engine share: a simulated toolchain, and a PATH and a cache of their own."""

import os
from pathlib import Path

import pytest

from stacks.engine.versions import Versions
from tests.stacks.engine.simulated_toolchain import SimulatedGo, simulated_versions, write_simulated_go


@pytest.fixture
def simulated_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimulatedGo:
    """A simulated `go` in front of PATH."""
    go = write_simulated_go(tmp_path)
    monkeypatch.setenv("PATH", f"{go.folder}{os.pathsep}{os.environ['PATH']}")
    return go


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    """Versions of a simulated engine, without a release."""
    return simulated_versions(tmp_path)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """This user's folder of engines, moved into the test's folder."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "groundplan" / "engine"


@pytest.fixture
def empty_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH with one empty folder, which is returned."""
    folder = tmp_path / "empty"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder
