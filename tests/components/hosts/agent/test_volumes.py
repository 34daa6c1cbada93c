"""Encrypted volumes on the real kernel: what lies on disk, wrong keys, and coming back after every kind of kill."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from components.hosts.agent import devices, namespaces, spawning, volumes
from components.hosts.agent.records import HostError
from tests.components.hosts.real_stack import KEY, OTHER_KEY, RealStack, kill

PHRASE = "a phrase that is nowhere else on this disk"
NOTE = "/groundplan/stores/datasets/note"


def digest_of_files(folder: Path) -> dict[str, bytes]:
    """Return the content of every file below a folder."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def cipher(stack: RealStack, store: str = "datasets") -> Path:
    """Return where the encrypted files of a store lie."""
    return Path(stack.folder) / "volumes" / store / "cipher"


@pytest.mark.cluster
def test_only_cipher_text_reaches_the_disk(stack: RealStack) -> None:
    stack.up("train", datasets="write")
    stack.write_as_a_job("train", NOTE, PHRASE)
    assert stack.read_as_a_job("train", NOTE) == PHRASE, "a job reads what it wrote"
    files = digest_of_files(Path(stack.folder))
    assert any(f"{cipher(stack)}/" in path for path in files), "nothing was stored below the state folder"
    plain = [path for path, content in files.items() if PHRASE.encode() in content or path.endswith("/note")]
    assert plain == [], "the phrase or the name of its file lies on disk in plain text"
    keys = [path for path, content in files.items() if KEY.encode() in content]
    assert keys == [], "the key of a store lies on disk"


@pytest.mark.cluster
def test_the_encrypted_folder_is_its_owners_alone(stack: RealStack) -> None:
    stack.up("train", datasets="write")
    assert cipher(stack).stat().st_mode & 0o077 == 0, "others on this machine may read the cipher text"


@pytest.mark.cluster
def test_a_wrong_key_is_refused_and_nothing_is_touched(stack: RealStack) -> None:
    stack.up("train", datasets="write")
    stack.write_as_a_job("train", NOTE, PHRASE)
    before = digest_of_files(cipher(stack))
    with pytest.raises(HostError, match=r"could not mount the volume .*[Pp]assword incorrect"):
        stack.volume("datasets", OTHER_KEY)
    assert digest_of_files(cipher(stack)) == before, "a wrong key changed the volume"
    assert not stack.state(**stack.volume_payload("datasets"))["alive"], (
        "a volume that did not open passes as mounted"
    )
    stack.up("train", datasets="write")
    assert stack.read_as_a_job("train", NOTE) == PHRASE, "the right key opens the volume no more"


@pytest.mark.cluster
def test_a_killed_gocryptfs_is_seen_dead_and_mounted_again_with_its_data(stack: RealStack) -> None:
    stack.up("train", datasets="write")
    stack.write_as_a_job("train", NOTE, PHRASE)
    (process,) = stack.processes("volume-datasets")
    kill(process)
    assert not stack.state(**stack.volume_payload("datasets"))["alive"], "a dead mount is taken for alive"
    assert stack.as_a_job("train", "cat", NOTE).returncode != 0, "the mount is dead in the sandbox too"
    stack.up("train", datasets="write")
    assert stack.read_as_a_job("train", NOTE) == PHRASE, "data was lost"


@pytest.mark.cluster
def test_a_volume_whose_storage_namespace_was_replaced_is_seen_dead(stack: RealStack) -> None:
    stack.up("train", datasets="write")
    kill(stack.record(namespaces.STORAGE)["pid"])
    stack.storage()
    assert stack.processes("volume-datasets") != [], (
        "the old gocryptfs outlives its namespace's first process"
    )
    assert not stack.state(**stack.volume_payload("datasets"))["alive"], (
        "it is mounted where no new sandbox looks"
    )
    stack.volume("datasets")
    assert len(stack.processes("volume-datasets")) == 1, "two mounts of one folder do not share file locks"


@pytest.mark.cluster
def test_sandboxes_share_the_locks_of_a_stores_files(stack: RealStack) -> None:
    stack.up("train", registry="write")
    stack.sandbox("promotion", registry="write")
    database = "/groundplan/stores/registry/database"
    hold = f"import fcntl; f = open('{database}', 'w'); fcntl.lockf(f, fcntl.LOCK_EX | fcntl.LOCK_NB)"
    wait = f"{hold}; print('held', flush=True); import sys; sys.stdin.read()"
    holder = start_job(stack, "train", wait)
    try:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n", "the first takes the lock"
        done = stack.python_as_a_job("promotion", hold)
        assert "BlockingIOError" in done.stderr, "SQLite would let two writers in at once"
    finally:
        holder.communicate()
    assert stack.python_as_a_job("promotion", hold).returncode == 0, "the lock was never given back"


def start_job(stack: RealStack, name: str, source: str) -> "subprocess.Popen[bytes]":
    """Start Python code in a sandbox and do not wait for it."""
    command = [*spawning.enter_command(stack.record(f"sandbox-{name}")), sys.executable, "-c", source]
    environment = spawning.agent_environment(stack.folder, f"job-{name}")
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, cwd="/")


@pytest.mark.cluster
def test_a_volume_that_is_mounted_is_mounted_anew_and_once(stack: RealStack) -> None:
    stack.up("train", datasets="write")
    stack.write_as_a_job("train", NOTE, PHRASE)
    first = stack.record("volume-datasets")
    second = stack.volume("datasets")
    assert first["incarnation"] != second["incarnation"], "what stands on the volume learns that it is new"
    assert len(stack.processes("volume-datasets")) == 1, "the old mount is still there"


@pytest.mark.cluster
def test_deleting_a_volume_removes_its_data_and_its_process(stack: RealStack) -> None:
    stack.up("train", datasets="write", models="write")
    stack.call("namespace.stop", "sandbox-train")
    stack.call("volume.delete", **stack.volume_payload("datasets"))
    assert not (Path(stack.folder) / "volumes" / "datasets").exists(), "deleted data is still there"
    assert stack.processes("volume-datasets") == [], "the process that held the key still runs"
    assert cipher(stack, "models").exists(), "another store was deleted"


@pytest.mark.cluster
def test_a_volume_that_was_being_made_when_killed_is_made_whole(stack: RealStack) -> None:
    stack.storage()
    draft = cipher(stack).with_name("cipher.draft")
    draft.mkdir(parents=True)
    (draft / "gocryptfs.conf.tmp").write_text("half", encoding="utf-8")
    stack.volume("datasets")
    assert not draft.exists() and (cipher(stack) / "gocryptfs.conf").exists(), (
        "a half made volume is in the way"
    )


@pytest.mark.cluster
def test_without_isolation_the_volume_is_mounted_on_the_host_and_taken_off_again(
    open_stack: RealStack,
) -> None:
    open_stack.up("train", datasets="write")
    note = Path(open_stack.mount_point("datasets")) / "note"
    note.write_text(PHRASE, encoding="utf-8")
    assert open_stack.host_mounts() == [open_stack.mount_point("datasets")], "the volume is not mounted"
    open_stack.call("volume.delete", **open_stack.volume_payload("datasets"))
    assert open_stack.host_mounts() == [] and not note.parents[1].exists(), "the mount or its data is left"


@pytest.mark.cluster
def test_without_isolation_a_killed_gocryptfs_heals_too(open_stack: RealStack) -> None:
    open_stack.up("train", datasets="write")
    note = Path(open_stack.mount_point("datasets")) / "note"
    note.write_text(PHRASE, encoding="utf-8")
    (process,) = open_stack.processes("volume-datasets")
    kill(process)
    assert not open_stack.state(**open_stack.volume_payload("datasets"))["alive"], (
        "a dead mount passes as alive"
    )
    open_stack.volume("datasets")
    assert note.read_text(encoding="utf-8") == PHRASE, "data was lost"
    assert open_stack.host_mounts() == [open_stack.mount_point("datasets")], (
        "the dead mount lies below the new one"
    )


@pytest.mark.cluster
def test_a_state_folder_behind_a_link_is_mounted_and_taken_off_again(
    state_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, link = state_home / "a place with blanks", state_home / "link"
    real.mkdir()
    link.symlink_to(real)
    stack = RealStack(folder=str(link / "groundplan" / "stacks" / "test"), isolation="none")
    try:
        stack.up("train", datasets="write")
        assert len(stack.host_mounts()) == 1, "the volume is not mounted"
        (process,) = stack.processes("volume-datasets")
        kill(process)
        stack.volume("datasets")
        assert len(stack.host_mounts()) == 1, "the dead mount lies below the new one"
    finally:
        stack.call("volume.delete", **stack.volume_payload("datasets"))
    assert stack.host_mounts() == [], "the mount is left"


def test_without_gocryptfs_nothing_is_stored(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = RealStack(folder=folder, isolation="none")
    stack.storage()
    monkeypatch.setattr(shutil, "which", lambda *_: None)
    with pytest.raises(HostError, match="nothing is stored unencrypted: run `groundplan engine`"):
        stack.volume("datasets")
    assert not cipher(stack).exists(), "something was made although it cannot be encrypted"


def test_a_device_that_is_encrypted_no_more_is_refused(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = RealStack(folder=folder, isolation="none")
    stack.storage()
    monkeypatch.setattr(devices, "encryption_of", lambda _path: None)
    payload: dict[str, Any] = stack.volume_payload("datasets") | {"encryption": "encrypted-device"}
    with pytest.raises(HostError, match="lies on no encrypted device any more"):
        stack.call("volume.start", **payload)


def test_a_volume_on_an_encrypted_device_says_by_what(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stack = RealStack(folder=folder, isolation="none")
    stack.storage()
    monkeypatch.setattr(devices, "encryption_of", lambda _path: "dm-crypt on dm-0")
    payload: dict[str, Any] = stack.volume_payload("datasets") | {"encryption": "encrypted-device"}
    assert stack.call("volume.start", **payload)["evidence"] == "dm-crypt on dm-0", (
        "no evidence of encryption"
    )
    assert stack.call("volume.observe", **payload)["alive"], (
        "a folder on an encrypted device needs no process"
    )
    assert not (cipher(stack)).exists(), "it was encrypted twice"


def test_a_volume_without_a_storage_namespace_is_refused_with_what_to_do(folder: str) -> None:
    with pytest.raises(HostError, match="run `groundplan up` again"):
        RealStack(folder=folder, isolation="namespaces").volume("datasets")


def test_a_volume_that_was_never_made_is_not_there(folder: str) -> None:
    stack = RealStack(folder=folder, isolation="none")
    found = stack.state(**stack.volume_payload("datasets"))
    assert found == {"alive": False, "incarnation": None, "present": False}, "nothing was made"


def test_the_key_is_in_no_argument_list(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def simulated_run(command: list[str], **options: Any) -> "subprocess.CompletedProcess[str]":
        seen.append((command, options.get("env")))
        assert options["input"] == KEY + "\n", "gocryptfs reads its key on standard input"
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(subprocess, "run", simulated_run)
    volumes.run(["gocryptfs"], KEY, "try", {"PATH": "/usr/bin"})
    assert len(seen) == 1 and KEY not in json.dumps(seen), "the key can be seen in `ps` or in /proc"
