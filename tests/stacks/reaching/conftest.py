"""A session without an engine, for what needs none."""

from pathlib import Path

import pytest

from stacks.paths import UserFolders
from stacks.session import Session


@pytest.fixture
def session(tmp_path: Path) -> Session:
    """Return the session of a stack of which nothing is recorded."""
    return Session(
        stack="simulated",
        folders=UserFolders(state=tmp_path / "state", configuration=tmp_path / "c", cache=tmp_path / "cache"),
        project_root=tmp_path / "project",
        backend=f"file://{tmp_path}",
        may_build=False,
    )
