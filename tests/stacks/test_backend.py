"""Where the state lies and who holds its lock."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from stacks.backend import (
    Lock,
    backend_url,
    file_backend_folder,
    judge_lock,
    read_locks,
    remove_cut_attributes,
)
from stacks.paths import UserFolders, user_folders
from tests.stacks.conftest import wait_until


@pytest.fixture
def folders(tmp_path: Path) -> UserFolders:
    return user_folders({"HOME": str(tmp_path)})


def lock_of(process: int, host: str | None = None) -> Lock:
    return Lock(process=process, host=host or socket.gethostname(), user="me", since="2026-11-23T06:24:52Z")


def test_the_environment_wins_over_a_login_and_a_login_over_our_folder(
    folders: UserFolders, tmp_path: Path
) -> None:
    environment = {"HOME": str(tmp_path)}
    assert backend_url(folders, environment) == f"file://{folders.backend}?metadata=skip", (
        "our own folder by default"
    )
    (tmp_path / ".pulumi").mkdir()
    (tmp_path / ".pulumi" / "credentials.json").write_text(json.dumps({"current": "s3://bucket"}))
    assert backend_url(folders, environment) == "s3://bucket", "what `pulumi login` chose is respected"
    assert backend_url(folders, environment | {"PULUMI_BACKEND_URL": "gs://b"}) == "gs://b", (
        "as in the engine"
    )
    elsewhere = environment | {"PULUMI_HOME": str(tmp_path / "empty")}
    assert backend_url(folders, elsewhere) == f"file://{folders.backend}?metadata=skip", (
        "the login lies in PULUMI_HOME"
    )


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"current": ""}'])
def test_unreadable_credentials_count_as_no_login(folders: UserFolders, tmp_path: Path, content: str) -> None:
    (tmp_path / ".pulumi").mkdir()
    (tmp_path / ".pulumi" / "credentials.json").write_text(content)
    assert backend_url(folders, {"HOME": str(tmp_path)}) == f"file://{folders.backend}?metadata=skip", (
        f"for {content!r}"
    )


def test_only_an_absolute_file_backend_has_a_folder() -> None:
    assert file_backend_folder("file:///var/state?no_tmp_dir=true") == Path("/var/state"), "without the query"
    assert file_backend_folder("file://~/state") == Path.home() / "state", "the engine knows ~"
    assert file_backend_folder("file://./state") is None, "relative to an engine's folder, not to ours"
    assert file_backend_folder("https://api.pulumi.com") is None, "a service has no folder"


def test_locks_are_read_as_the_engine_writes_them(tmp_path: Path) -> None:
    folder = tmp_path / ".pulumi" / "locks" / "organization" / "groundplan" / "local"
    folder.mkdir(parents=True)
    written = {"pid": 7, "username": "root", "hostname": "vm", "timestamp": "2026-11-23T06:24:52Z"}
    (folder / "a.json").write_text(json.dumps(written))
    (folder / "a.json.attrs").write_text("{}")
    (folder / "b.json").write_text('{"pid": ')
    assert read_locks(f"file://{tmp_path}", "groundplan", "local") == [
        Lock(process=7, host="vm", user="root", since="2026-11-23T06:24:52Z")
    ], "one whole lock; what is half written belongs to an engine that lives"
    assert read_locks(f"file://{tmp_path}", "groundplan", "other") == [], "another stack has none"
    assert read_locks("s3://bucket", "groundplan", "local") == [], "other backends guard their own locks"


def test_what_a_killed_engine_left_half_written_goes_and_nothing_else(tmp_path: Path) -> None:
    base = tmp_path / ".pulumi"
    cut = [
        base / "meta.yaml.attrs",
        base / "stacks/groundplan/local.json.attrs",
        base / "stacks/groundplan/local.json.bak.attrs",
        base / "locks/organization/groundplan/local/a.json.attrs",
        base / "history/groundplan/local/local-1.history.json.attrs",
        base / "backups/groundplan/local/local.1.json.attrs",
    ]
    others = [base / "stacks/groundplan/local.json", base / "stacks/groundplan/local-b.json.attrs"]
    for file in [*cut, *others]:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    whole = base / "stacks/groundplan/local.json.gz.attrs"
    whole.write_text("{}")
    assert sorted(remove_cut_attributes(f"file://{tmp_path}", "groundplan", "local")) == sorted(cut), (
        "the engine cannot read its state beside an empty one, and reads it beside none"
    )
    left = {file for file in base.rglob("*") if file.is_file()}
    assert left == {whole, *others}, "whole ones, the state itself and another stack's files stay"
    assert remove_cut_attributes("s3://bucket", "groundplan", "local") == [], "other backends have none"


def test_a_dead_process_leaves_a_stale_lock() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    assert judge_lock(lock_of(process.pid)) == "stale", "nobody holds it any more"


def test_a_process_id_given_anew_to_another_program_is_stale() -> None:
    assert judge_lock(lock_of(os.getpid())) == "stale", "this Python is no engine"


def test_a_living_engine_holds_its_lock(tmp_path: Path) -> None:
    engine = tmp_path / "pulumi"
    engine.symlink_to("/bin/sleep")
    process = subprocess.Popen([str(engine), "60"])
    try:
        # Popen returns when exec closes its pipe, a moment before the kernel gives the process its new name.
        wait_until(
            lambda: Path(f"/proc/{process.pid}/comm").read_text(encoding="utf-8") == "pulumi\n",
            "it is named so",
        )
        assert judge_lock(lock_of(process.pid)) == "held", "a living engine is never judged dead"
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert judge_lock(lock_of(process.pid)) == "stale", "killed and not yet collected is dead as well"
    finally:
        process.kill()
        process.wait()


def test_a_lock_of_another_host_is_out_of_sight() -> None:
    assert judge_lock(lock_of(1, host="another-host")) == "elsewhere", "its process cannot be seen from here"
