"""Storage namespace and sandboxes on the real kernel: what they show, and how they come back after a kill."""

import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from components.hosts.agent import namespaces, records
from components.hosts.agent.records import HostError
from tests.components.hosts.real_stack import KEY, TOKEN, RealStack, kill, wait_until

pytestmark = pytest.mark.cluster

PHRASE = "what a store of this test holds"
USED = (sys.prefix, sys.base_prefix)
"""What of the user a sandbox shows: the environment and the Python below it."""


def test_a_volume_is_mounted_in_the_storage_namespace_and_nowhere_on_the_host(stack: RealStack) -> None:
    stack.storage()
    stack.volume("models")
    assert stack.host_mounts() == [], "the host sees a store's plain files"
    assert list(Path(stack.mount_point("models")).iterdir()) == [], "the host sees a store's plain files"


def test_a_sandbox_reads_what_another_with_the_right_to_write_left(stack: RealStack) -> None:
    stack.up("train", models="write")
    stack.write_as_a_job("train", "/groundplan/stores/models/note", PHRASE)
    stack.sandbox("serve", models="read")
    assert stack.read_as_a_job("serve", "/groundplan/stores/models/note") == PHRASE, "a store is one place"


def test_a_sandbox_shows_its_own_stores_and_no_other(stack: RealStack) -> None:
    stack.storage()
    for store in ("datasets", "models"):
        stack.volume(store)
    stack.sandbox("serve", models="read")
    done = stack.as_a_job("serve", "ls", "/groundplan/stores")
    assert done.stdout.split() == ["models"], "serving sees a store that no right grants"


@pytest.mark.parametrize("part", ["volumes", "records", "tokens", "logs", "locks", "sessions"])
def test_a_sandbox_shows_nothing_of_the_stacks_state(stack: RealStack, part: str) -> None:
    stack.up("serve", models="read")
    done = stack.as_a_job("serve", "ls", f"{stack.folder}/{part}")
    assert done.returncode != 0 and "No such file" in done.stderr, "a job sees the state of the stack"


def test_a_sandbox_shows_no_file_of_the_user_but_the_environment(stack: RealStack, state_home: Path) -> None:
    secret = state_home / "passphrase"
    secret.write_text("words that open everything", encoding="utf-8")
    stack.up("serve", models="read")
    for path in (str(secret), str(Path.home() / ".ssh"), "/etc/shadow", "/etc/ssl/private"):
        done = stack.as_a_job("serve", "ls", path)
        assert done.returncode != 0, f"a job sees {path}"
    for folder in (Path("/var"), Path("/home")):
        seen = set(stack.as_a_job("serve", "ls", "-A", str(folder)).stdout.split())
        way = {Path(used).relative_to(folder).parts[0] for used in USED if Path(used).is_relative_to(folder)}
        assert seen <= way, f"a job sees more of {folder} than the way to the environment"


def test_no_process_of_the_host_and_no_key_is_to_be_seen_in_a_sandbox(stack: RealStack) -> None:
    stack.up("serve", models="read")
    done = stack.as_a_job(
        "serve", "sh", "-c", "cat /proc/[0-9]*/cmdline /proc/[0-9]*/environ | tr '\\0' '\\n'"
    )
    programs = {Path(line).name for line in done.stdout.splitlines()}
    assert "sh" in programs and "gocryptfs" not in programs, "a job sees the process that holds a store's key"
    assert KEY not in done.stdout and TOKEN not in done.stdout, (
        "a secret lies in an argument or in an environment"
    )


def test_a_token_is_readable_by_its_owner_alone_and_not_writable_inside(stack: RealStack) -> None:
    stack.up("serve", models="read")
    path = Path(stack.folder) / "tokens" / "serve"
    assert path.stat().st_mode & 0o777 == 0o600, "others on this machine may read the token"
    assert stack.read_as_a_job("serve", "/groundplan/token") == TOKEN, "a raylet finds its token"
    assert stack.as_a_job("serve", "sh", "-c", "echo other > /groundplan/token").returncode != 0, (
        "a job exchanges the token"
    )


@pytest.mark.parametrize("identity", [namespaces.STORAGE, "sandbox-train"])
def test_a_killed_first_process_is_seen_dead_and_started_again_with_its_data(
    stack: RealStack, identity: str
) -> None:
    stack.up("train", datasets="write")
    stack.write_as_a_job("train", "/groundplan/stores/datasets/note", PHRASE)
    before = stack.state(identity)
    kill(stack.record(identity)["pid"])
    assert not stack.state(identity)["alive"], f"{identity} is taken for alive after kill -9"
    stack.up("train", datasets="write")
    after = stack.state(identity)
    assert after["alive"] and after["incarnation"] != before["incarnation"], "nothing was started again"
    assert stack.read_as_a_job("train", "/groundplan/stores/datasets/note") == PHRASE, "data was lost"


def test_a_sandbox_ends_with_the_process_that_holds_it(stack: RealStack) -> None:
    record = stack.up("train", datasets="write")
    parent = records.parent_by_pid()[record["pid"]]
    kill(parent)
    wait_until(lambda: not records.is_alive(record), "the first process ended with its parent")
    assert not stack.state("sandbox-train")["alive"], "a sandbox that ended is taken for alive"
    stack.sandbox("train", datasets="write")
    assert len(stack.processes("sandbox-train")) == 2, "a sandbox is its first process and that one's parent"


def test_a_storage_namespace_that_runs_is_kept(stack: RealStack) -> None:
    first = stack.storage()
    assert stack.storage() == first, "every `up` would unmount all stores"


def test_starting_a_sandbox_again_replaces_it(stack: RealStack) -> None:
    first = stack.up("train", datasets="write")
    second = stack.sandbox("train", datasets="read")
    assert not records.is_alive(first), "the sandbox with the old rights still runs"
    assert records.is_alive(second), "the sandbox with the new rights does not run"


def test_a_sandbox_without_a_storage_namespace_is_refused_with_what_to_do(stack: RealStack) -> None:
    with pytest.raises(HostError, match="run `groundplan up` again"):
        stack.sandbox("train")


def test_a_sandbox_that_cannot_be_furnished_says_why_and_leaves_no_process(stack: RealStack) -> None:
    stack.storage()
    payload: dict[str, Any] = stack.sandbox_payload("train")
    missing = {
        "store": "gone",
        "holds": "models",
        "access": "read",
        "path": f"{stack.folder}/volumes/gone/mount",
    }
    with pytest.raises(HostError, match="volumes/gone/mount"):
        stack.call("sandbox.start", **{**payload, "mounts": [missing]})
    assert stack.processes("sandbox-train") == [], "a sandbox that failed is still there"
    assert stack.state("sandbox-train") == {"alive": False, "incarnation": None, "present": False}


def test_two_starts_at_once_leave_one_sandbox(stack: RealStack) -> None:
    stack.up("train", datasets="write")
    started: list[dict[str, Any]] = []
    failed: list[Exception] = []

    def start() -> None:
        try:
            started.append(stack.sandbox("train", datasets="write"))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == [] and len(started) == 3, f"starts got into each other's way: {failed}"
    assert len(stack.processes("sandbox-train")) == 2, "two sandboxes of one identity run at once"
    assert sum(records.is_alive(record) for record in started) == 1, "one start left the living sandbox"


def test_stopping_removes_processes_token_and_record(stack: RealStack) -> None:
    stack.up("train", datasets="write")
    stack.call("namespace.stop", "sandbox-train")
    assert stack.processes("sandbox-train") == [], "a process of the sandbox is left"
    assert not (Path(stack.folder) / "tokens" / "train").exists(), (
        "the token of a cluster that is gone is left"
    )
    assert records.read_record(stack.folder, "sandbox-train") is None, "the record is left"


def test_going_from_no_isolation_to_namespaces_takes_the_mounts_off_the_host(
    open_stack: RealStack, stack: RealStack
) -> None:
    open_stack.up("train", datasets="write")
    Path(open_stack.mount_point("datasets"), "note").write_text(PHRASE, encoding="utf-8")
    assert open_stack.host_mounts() == [open_stack.mount_point("datasets")], (
        "without isolation the host mounts"
    )
    stack.up("train", datasets="write")
    assert stack.host_mounts() == [], "the host still sees the store's plain files"
    assert stack.read_as_a_job("train", "/groundplan/stores/datasets/note") == PHRASE, "data was lost"


def test_going_from_namespaces_to_no_isolation_mounts_on_the_host(
    open_stack: RealStack, stack: RealStack
) -> None:
    stack.up("train", datasets="write")
    stack.write_as_a_job("train", "/groundplan/stores/datasets/note", PHRASE)
    open_stack.up("train", datasets="write")
    assert Path(open_stack.mount_point("datasets"), "note").read_text(encoding="utf-8") == PHRASE, (
        "data was lost"
    )
    assert len(stack.processes("volume-datasets")) == 1, (
        "the volume is mounted twice, so locks are not shared"
    )
