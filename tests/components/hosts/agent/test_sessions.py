"""Where Ray's sockets lie: short enough for a socket's name, and nobody else's."""

from pathlib import Path

import pytest

from components.hosts.agent import sessions
from components.hosts.agent.records import HostError

RAYS_OWN = "/session_2026-11-23_06-44-38_917963_4194304/sockets/plasma_store.10"
SOCKET_PATH_LIMIT = 107
LONG = "/folder-of-somebody-with-a-long-name/.local/state/groundplan/stacks/a-stack-with-a-name-of-its-own"


def test_without_isolation_every_socket_fits_however_long_the_state_folder_is() -> None:
    path = sessions.session_folder(LONG, "a-cluster-of-24-letters", "none")
    assert len(path + RAYS_OWN) <= SOCKET_PATH_LIMIT, "the kernel refuses a longer name"


def test_each_identity_of_each_stack_has_a_folder_of_its_own() -> None:
    paths = {sessions.session_folder(f, i, "none") for f in (LONG, LONG + "2") for i in ("train", "serve")}
    assert len(paths) == 4


def test_a_sandbox_keeps_its_sessions_below_the_stacks_own_folder() -> None:
    assert sessions.session_folder("/state", "train", "namespaces") == "/state/sessions/train"


def test_a_folder_that_others_can_enter_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "session"
    folder.mkdir(mode=0o755)
    folder.chmod(0o755)
    with pytest.raises(HostError, match="open to others"):
        sessions.make(str(folder))


def test_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "session").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(HostError, match="belongs to somebody else"):
        sessions.make(str(tmp_path / "session"))


def test_only_a_folder_outside_the_stack_is_removed_by_its_record(tmp_path: Path) -> None:
    inside = tmp_path / "sessions"
    inside.mkdir()
    sessions.remove({"session": str(inside)})
    assert inside.exists(), "the stack's folder goes with the stack"
    outside = Path(sessions.session_folder(str(tmp_path), "train", "none"))
    sessions.make(str(outside))
    sessions.remove({"session": str(outside)})
    assert not outside.exists()
