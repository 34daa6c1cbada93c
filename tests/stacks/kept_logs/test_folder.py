"""On this machine the logs of every session of Ray are there, the earlier ones too, and the words of each start."""

from pathlib import Path

import pytest

from stacks.kept_logs.folder import FolderKeeper


@pytest.fixture
def keeper(tmp_path: Path) -> FolderKeeper:
    for session in ("session_1", "session_2"):
        (tmp_path / session / "logs" / "events").mkdir(parents=True)
        (tmp_path / session / "logs" / "raylet.out").write_text(f"of {session}\n", encoding="utf-8")
        (tmp_path / session / "sockets").mkdir()
    (tmp_path / "session_latest").symlink_to("session_2")
    (tmp_path / "session_2" / "logs" / "events" / "event_JOBS.log").write_text("an event\n", encoding="utf-8")
    (tmp_path / "session_2" / "logs" / "secret.log").symlink_to("/etc/hostname")
    (tmp_path / "train-head-0.log").write_text("it started\n", encoding="utf-8")
    starts = {name: tmp_path / f"{name}.log" for name in ("train-head-0", "train-workers-0")}
    return FolderKeeper(cluster="train", session=tmp_path, starts=starts)


def test_every_session_is_kept_once_and_links_lead_nowhere(keeper: FolderKeeper) -> None:
    assert [(file.node, file.name) for file in keeper.files()] == [
        ("session_1", "raylet.out"),
        ("session_2", "events/event_JOBS.log"),
        ("session_2", "raylet.out"),
        ("train-head-0", "train-head-0.log"),
    ], "a node that never started has no words"


def test_a_file_is_read_from_a_byte_on_and_may_be_gone(keeper: FolderKeeper) -> None:
    file = keeper.files()[0]
    assert b"".join(keeper.read(file, 3)) == b"session_1\n", "what comes after what is known"
    Path(file.key).unlink()
    assert list(keeper.read(file, 0)) == [], "Ray rotates its files"


def test_where_no_session_was_nothing_is_kept(tmp_path: Path) -> None:
    assert FolderKeeper(cluster="train", session=tmp_path / "none", starts={}).files() == []
