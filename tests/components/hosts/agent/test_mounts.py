"""Reading the kernel's table of mounts, whatever the paths are called."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.hosts.agent import mounts
from components.hosts.agent.records import HostError

PATHS = st.text(st.characters(blacklist_characters="\0", blacklist_categories=("Cs",)), min_size=1).map(
    lambda name: f"/{name}"
)


def encoded(path: str) -> bytes:
    """Return a path as mountinfo writes it (mangle_path of fs/seq_file.c)."""
    written = path.encode()
    for sign in b"\\ \t\n":
        written = written.replace(bytes([sign]), b"\\%03o" % sign)
    return written


@given(PATHS)
def test_any_path_is_read_as_it_is(path: str) -> None:
    assert mounts.decoded(encoded(path)) == path, "a mount below a folder with such a name would not be found"


def test_the_root_of_this_process_is_mounted() -> None:
    assert "/" in [mount.path for mount in mounts.mounted()], "the table was misread"
    assert mounts.Mount("/proc", "proc") in mounts.mounted(), "the type of a mount was misread"


def test_only_what_lies_below_a_folder_is_below_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    table = [
        mounts.Mount(path, "ext4")
        for path in ("/", str(tmp_path), f"{tmp_path}-2/a", f"{tmp_path}/a", f"{tmp_path}/a/b", "/etc")
    ]
    monkeypatch.setattr(mounts, "mounted", lambda process="self": table)
    found = [mount.path for mount in mounts.below(str(tmp_path))]
    assert found == [f"{tmp_path}/a/b", f"{tmp_path}/a"], (
        "a foreign mount is taken for ours, or the order is wrong"
    )


def test_only_volumes_of_ours_are_released(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    table = [mounts.Mount(f"{tmp_path}/ours", mounts.OURS), mounts.Mount(f"{tmp_path}/theirs", "ext4")]
    unmounted: list[str] = []
    monkeypatch.setattr(mounts, "mounted", lambda process="self": table)
    monkeypatch.setattr(mounts, "unmount", unmounted.append)
    assert mounts.release(str(tmp_path)) == unmounted == [f"{tmp_path}/ours"], (
        "a foreign mount was taken away"
    )


def test_a_mount_that_resists_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(HostError, match=f"could not unmount {tmp_path}: .*run the same command again"):
        mounts.unmount(str(tmp_path))


def test_a_path_behind_a_link_is_named_as_the_kernel_names_it(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert mounts.real(f"{tmp_path}/link/mount") == f"{tmp_path}/real/mount", "the kernel knows no links"
