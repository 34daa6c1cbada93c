"""What is asked of this machine is what the machine has."""

from pathlib import Path

import pytest

from stacks.doctor import gathering
from stacks.doctor.gathering import gather_engine, gather_settings
from stacks.engine import Engine


def test_only_the_settings_that_this_kernel_has_are_told(tmp_path: Path) -> None:
    (tmp_path / "user").mkdir()
    (tmp_path / "kernel").mkdir()
    (tmp_path / "user" / "max_user_namespaces").write_text("0\n")
    (tmp_path / "kernel" / "unprivileged_userns_clone").write_text("1\n")
    expected = {"user.max_user_namespaces": "0", "kernel.unprivileged_userns_clone": "1"}
    assert gather_settings(tmp_path) == expected, "a setting that is not there forbids nothing"


def test_a_ready_engine_is_told_with_its_version_and_source(monkeypatch: pytest.MonkeyPatch) -> None:
    ready = Engine(bin=Path("/simulated/bin"), version="3.220.0", source="release")
    monkeypatch.setattr(gathering, "find_engine", lambda: ready)
    assert gather_engine().ready == "pulumi 3.220.0 from release, /simulated/bin", "all three matter"


def test_a_machine_without_tools_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    found = gather_engine()
    absent = (found.ready, found.on_path, found.go, found.gocryptfs)
    assert absent == (None, None, None, None), "nothing is on PATH or in the cache"
