"""What evidence of encryption /sys gives, and what the machine is."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.hosts.agent import devices

LUKS = "CRYPT-LUKS2-0123456789abcdef-home"
TREES = st.recursive(st.booleans(), lambda inner: st.lists(inner, min_size=1, max_size=3), max_leaves=6)
"""A stack of simulated block devices: True is a disk below dm-crypt, False a plain disk, a list a device of several."""


def block(root: Path, name: str, *, uuid: str | None = None, legs: tuple[Path, ...] = ()) -> Path:
    """Make the folder of a simulated block device as /sys has it."""
    folder = root / name
    (folder / "slaves").mkdir(parents=True)
    if uuid is not None:
        (folder / "dm").mkdir()
        (folder / "dm" / "uuid").write_text(uuid + "\n", encoding="ascii")
    for leg in legs:
        (folder / "slaves" / leg.name).symlink_to(leg)
    return folder


@pytest.mark.parametrize("kind", ["LUKS1", "LUKS2", "PLAIN", "BITLK", "TCRYPT", "LOOPAES", "FVAULT2"])
def test_a_mapping_that_encrypts_is_evidence(tmp_path: Path, kind: str) -> None:
    disk = block(tmp_path, "sda")
    mapping = block(tmp_path, "dm-0", uuid=f"CRYPT-{kind}-0123-home", legs=(disk,))
    assert devices.encrypted_below(mapping) == "dm-crypt on dm-0", "an encrypted device is refused"


@pytest.mark.parametrize(
    "uuid", ["CRYPT-VERITY-0123-root", "CRYPT-INTEGRITY-0123-x", "LVM-0123", "", "crypt-LUKS2-1"]
)
def test_a_mapping_that_does_not_encrypt_is_no_evidence(tmp_path: Path, uuid: str) -> None:
    mapping = block(tmp_path, "dm-0", uuid=uuid, legs=(block(tmp_path, "sda"),))
    assert devices.encrypted_below(mapping) is None, "plain text is taken for encrypted"


def test_a_plain_disk_is_no_evidence(tmp_path: Path) -> None:
    assert devices.encrypted_below(block(tmp_path, "sda")) is None, "plain text is taken for encrypted"


def test_a_logical_volume_on_an_encrypted_disk_is_encrypted(tmp_path: Path) -> None:
    crypt = block(tmp_path, "dm-0", uuid=LUKS, legs=(block(tmp_path, "sda"),))
    volume = block(tmp_path, "dm-1", uuid="LVM-0123", legs=(crypt,))
    assert devices.encrypted_below(volume) == "dm-crypt on dm-0", "what lies below is not looked at"


def test_an_array_with_one_plain_leg_is_not_encrypted(tmp_path: Path) -> None:
    crypt = block(tmp_path, "dm-0", uuid=LUKS, legs=(block(tmp_path, "sda"),))
    array = block(tmp_path, "md0", legs=(crypt, block(tmp_path, "sdb")))
    assert devices.encrypted_below(array) is None, "half of the data lies in plain text"


def test_an_array_of_encrypted_legs_is_encrypted(tmp_path: Path) -> None:
    legs = tuple(
        block(tmp_path, f"dm-{number}", uuid=LUKS, legs=(block(tmp_path, f"sd{number}"),))
        for number in range(2)
    )
    assert devices.encrypted_below(block(tmp_path, "md0", legs=legs)) == "dm-crypt on dm-0", (
        "every leg is encrypted"
    )


@pytest.mark.parametrize("encrypted", [True, False])
def test_a_partition_is_as_its_disk(tmp_path: Path, encrypted: bool) -> None:
    leg = block(tmp_path, "dm-0", uuid=LUKS) if encrypted else block(tmp_path, "sda")
    array = block(tmp_path, "md0", legs=(leg,))
    partition = array / "md0p1"
    partition.mkdir()
    (partition / "partition").write_text("1\n", encoding="ascii")
    number = tmp_path / "259:0"
    number.symlink_to(partition)
    assert (devices.encrypted_below(number) is not None) == encrypted, (
        "a partition is judged apart from its disk"
    )


@given(TREES)
def test_a_stack_is_encrypted_if_and_only_if_every_leg_of_it_is(
    tmp_path_factory: pytest.TempPathFactory, tree: Any
) -> None:
    root = tmp_path_factory.mktemp("sys")
    names = iter(range(1000))

    def build(part: Any) -> Path:
        if isinstance(part, list):
            return block(root, f"md{next(names)}", legs=tuple(build(inner) for inner in part))
        disk = block(root, f"sd{next(names)}")
        return block(root, f"dm-{next(names)}", uuid=LUKS, legs=(disk,)) if part else disk

    def whole(part: Any) -> bool:
        return all(map(whole, part)) if isinstance(part, list) else part

    assert (devices.encrypted_below(build(tree)) is not None) == whole(tree), "one plain leg is one too many"


def test_a_device_that_sys_does_not_know_is_no_evidence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(devices, "SYS_BLOCK", tmp_path / "none")
    assert devices.encryption_of(str(tmp_path)) is None, (
        "a network or memory file system is taken for encrypted"
    )


def test_a_path_that_is_not_there_yet_is_judged_by_the_nearest_folder(tmp_path: Path) -> None:
    assert devices.nearest_existing(tmp_path / "a" / "b" / "c") == tmp_path, (
        "the state folder is not there at first"
    )


def ran(returncode: int = 0, stdout: str = "", stderr: str = "") -> Any:
    """Return a simulated `subprocess.run` with this result."""
    return lambda command, **_: subprocess.CompletedProcess(command, returncode, stdout, stderr)


def raising(error: Exception) -> Any:
    """Return a simulated `subprocess.run` that fails."""

    def run(*_: object, **__: object) -> None:
        raise error

    return run


@pytest.mark.parametrize(
    ("run", "mode", "reason"),
    [
        (ran(), "namespaces", "work"),
        (ran(1, stderr="unshare: Operation not permitted\n"), "none", "unshare: Operation not permitted"),
        (ran(1), "none", "no message"),
        (raising(FileNotFoundError()), "none", "util-linux"),
        (raising(subprocess.TimeoutExpired("unshare", 1)), "none", "within 10 s"),
    ],
)
def test_isolation_says_why_it_is_what_it_is(
    monkeypatch: pytest.MonkeyPatch, run: Any, mode: str, reason: str
) -> None:
    monkeypatch.setattr(subprocess, "run", run)
    found = devices.isolation()
    assert found["mode"] == mode and reason in found["reason"], "the operator cannot tell what to do"


def test_gpus_are_told_from_what_the_driver_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    listing = "0, NVIDIA H100 80GB HBM3, 81559, 580.159.04\n1, NVIDIA A10G, 23028, [N/A]\nno such row\n"
    monkeypatch.setattr(devices.shutil, "which", lambda _name: "/usr/bin/nvidia-smi")
    monkeypatch.setattr(subprocess, "run", ran(stdout=listing))
    assert devices.gpus() == [
        {"index": 0, "model": "NVIDIA H100 80GB HBM3", "memory_bytes": 81559 * 2**20, "driver": 580},
        {"index": 1, "model": "NVIDIA A10G", "memory_bytes": 23028 * 2**20, "driver": None},
    ], "a GPU is lost or invented"


@pytest.mark.parametrize(
    "run", [ran(9, "0, x, 1\n"), raising(OSError()), raising(subprocess.TimeoutExpired("x", 1))]
)
def test_a_driver_that_fails_gives_no_gpu(monkeypatch: pytest.MonkeyPatch, run: Any) -> None:
    monkeypatch.setattr(devices.shutil, "which", lambda _name: "/usr/bin/nvidia-smi")
    monkeypatch.setattr(subprocess, "run", run)
    assert devices.gpus() == [], "a broken driver would break `up`"


def test_without_a_driver_there_is_no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(devices.shutil, "which", lambda _name: None)
    assert devices.gpus() == [], "a GPU without a driver cannot be used"


@pytest.mark.parametrize(
    ("accessible", "program", "problem"),
    [
        (True, "/usr/bin/fusermount3", None),
        (False, "/usr/bin/fusermount3", "modprobe fuse"),
        (True, None, "fuse3"),
    ],
)
def test_fuse_names_what_is_missing(
    monkeypatch: pytest.MonkeyPatch, accessible: bool, program: str | None, problem: str | None
) -> None:
    monkeypatch.setattr(devices.os, "access", lambda _path, _mode: accessible)
    monkeypatch.setattr(devices.shutil, "which", lambda _name: program)
    found = devices.fuse_problem()
    assert (found is None) if problem is None else (problem in (found or "")), "the remedy is missing"
