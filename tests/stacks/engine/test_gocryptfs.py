"""gocryptfs comes from the distribution when it is tested, else it is built from its module."""

from pathlib import Path

import pytest

from stacks.cli.failures import Refused
from stacks.engine import gocryptfs
from stacks.engine.gocryptfs import ensure_gocryptfs, find_gocryptfs
from tests.stacks.engine.simulated_toolchain import SimulatedGo, simulated_versions


def install_simulated_gocryptfs(folder: Path, said: str) -> Path:
    """Write a `gocryptfs` that only tells its version."""
    executable = folder / "gocryptfs"
    executable.write_text(f"#!/bin/sh\necho '{said}'\n")
    executable.chmod(0o755)
    return executable


@pytest.fixture(autouse=True)
def simulated(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pinned gocryptfs be the simulated program."""
    monkeypatch.setattr(gocryptfs, "load_versions", lambda: simulated_versions(tmp_path))


@pytest.mark.parametrize(
    "said", ["gocryptfs 2.3; go-fuse 2.1.0+git; go1.19.8", "gocryptfs v2.6.1 without_openssl; go-fuse v2.8.0"]
)
def test_a_tested_gocryptfs_on_path_is_taken(empty_path: Path, said: str) -> None:
    installed = install_simulated_gocryptfs(empty_path, said)
    assert ensure_gocryptfs() == installed, "the distribution's package must be preferred"


@pytest.mark.parametrize("said", ["gocryptfs 1.8.0; go-fuse 2.9.0", "no version at all"])
def test_an_older_or_silent_gocryptfs_is_not_taken(empty_path: Path, said: str) -> None:
    install_simulated_gocryptfs(empty_path, said)
    assert find_gocryptfs() is None, "only what was tested may hold somebody's data"


def test_without_one_it_is_built_once_and_found_again(
    simulated_go: SimulatedGo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(simulated_go.folder))
    built = ensure_gocryptfs()
    assert find_gocryptfs() == ensure_gocryptfs() == built, "what was built must be found"
    assert len(simulated_go.builds) == 1, "it must be built once"


def test_without_one_and_without_go_both_remedies_are_told(empty_path: Path) -> None:
    with pytest.raises(Refused, match=r"package gocryptfs.*install Go"):
        ensure_gocryptfs()
