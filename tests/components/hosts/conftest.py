"""A state folder of its own for each test, swept at its end whatever happened in between."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from components.hosts import inventory
from components.hosts.agent import records
from components.hosts.sweep import sweep
from tests.components.hosts.real_stack import RealStack


@pytest.fixture
def state_home(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give this test an empty state folder with a short path; every stack in it is swept afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="gph-"))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    yield folder
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    for place in sorted((folder / "groundplan" / "stacks").glob("*")):
        stack = place.name
        sweep(stack, keep_data=False)
        left = list(records.processes_of(str(inventory.state_folder(stack))))
        assert left == [], f"the sweep of stack {stack} left processes {left}"
    shutil.rmtree(folder)


@pytest.fixture
def folder(state_home: Path) -> str:
    """Return the folder of the stack `test`, which does not exist yet."""
    return str(inventory.state_folder("test"))


@pytest.fixture
def stack(folder: str) -> RealStack:
    """Return a stack in real namespaces of this machine, nothing of it started."""
    return RealStack(folder=folder, isolation="namespaces")


@pytest.fixture
def open_stack(folder: str) -> RealStack:
    """Return a stack without isolation, as where the kernel forbids namespaces."""
    return RealStack(folder=folder, isolation="none")
