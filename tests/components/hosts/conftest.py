"""A state folder of its own for each test, swept at its end whatever happened in between."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from components.hosts import inventory
from components.hosts.agent import records
from components.hosts.sweep import sweep
from tests.components.hosts.real_stack import RealStack


@contextmanager
def swept_state_home() -> Iterator[Path]:
    """Point to an empty state folder with a short path; afterwards sweep every stack in it and remove it."""
    folder = Path(tempfile.mkdtemp(prefix="gph-"))
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("XDG_STATE_HOME", str(folder))
            try:
                yield folder
            finally:
                patch.setenv("XDG_STATE_HOME", str(folder))
                for place in sorted((folder / "groundplan" / "stacks").glob("*")):
                    sweep(place.name, keep_data=False)
                    left = list(records.processes_of(str(place)))
                    assert left == [], f"the sweep of stack {place.name} left processes {left}"
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def state_home() -> Iterator[Path]:
    """Give this test an empty state folder."""
    with swept_state_home() as folder:
        yield folder


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


@pytest.fixture(scope="module")
def serving() -> Iterator[RealStack]:
    """Return a stack that a module shares: `train` writes the store `models`, `serve` reads it; it holds one file."""
    with swept_state_home():
        stack = RealStack(folder=str(inventory.state_folder("shared")), isolation="namespaces")
        stack.up("train", models="write")
        stack.write_as_a_job("train", "/groundplan/stores/models/weights", "weights that were promoted")
        stack.sandbox("serve", models="read")
        yield stack
