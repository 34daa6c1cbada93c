"""Records of what runs, and ending exactly what carries a mark."""

import json
import os
import stat
import subprocess
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.hosts.agent import records
from components.hosts.agent.records import HostError
from tests.components.hosts.marked_processes import marked, renamed, running, sleeping
from tests.components.hosts.real_stack import wait_until


def alive(process: "subprocess.Popen[bytes]") -> bool:
    """Whether a process still runs."""
    return process.poll() is None


def test_an_announced_thing_has_a_record_that_is_not_alive(folder: str) -> None:
    announced = records.announce(folder, "thing", "Raylet", isolation="none")
    assert records.read_record(folder, "thing") == announced, "the record is what was announced"
    assert not records.is_alive(announced), "nothing was started yet"


def test_every_announcement_is_a_new_incarnation(folder: str) -> None:
    incarnations = {records.announce(folder, "thing", "Raylet")["incarnation"] for _ in range(20)}
    assert len(incarnations) == 20, "what stands on the thing would not learn that it is new"


def test_a_settled_record_is_alive_as_long_as_its_process(folder: str) -> None:
    with sleeping() as process:
        records.announce(folder, "thing", "Raylet")
        record = records.settle(folder, "thing", process.pid, ready=True)
        assert records.is_alive(record) and record["ready"], "the process runs"
    assert not records.is_alive(record), "the process has ended"


def test_settling_keeps_what_was_announced(folder: str) -> None:
    announced = records.announce(folder, "thing", "Forward", port=1)
    settled = records.settle(folder, "thing", os.getpid())
    assert settled.items() >= announced.items(), "settling lost a part of the record"


def test_a_zombie_does_not_run() -> None:
    process = subprocess.Popen(["true"])
    try:
        wait_until(
            lambda: Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z",
            "a zombie",
        )
        assert records.start_ticks(process.pid) is None, "a zombie passes as running"
        assert process.pid not in records.parent_by_pid(), "a zombie is waited for in vain"
    finally:
        process.wait()


@pytest.mark.parametrize(
    "changed",
    [{"start_ticks": 1}, {"boot": "another-boot"}, {"pid": None}, {"start_ticks": None}, {"pid": 2**22 + 1}],
)
def test_a_pid_that_is_used_again_is_another_process(folder: str, changed: dict[str, object]) -> None:
    record = records.settle(folder, "thing", os.getpid())
    assert records.is_alive(record), "this process runs"
    assert not records.is_alive(record | changed), "another process with this PID passes as ours"


def test_no_record_is_not_alive() -> None:
    assert not records.is_alive(None), "what was never started does not run"


def test_a_record_is_its_owners_alone_and_replaced_at_once(folder: str) -> None:
    path = records.record_path(folder, "thing")
    records.write_json(path, {"number": 1})
    assert stat.S_IMODE(path.stat().st_mode) == 0o600, "others on this machine may read the record"
    with path.open(encoding="utf-8") as reader:
        records.write_json(path, {"number": 2})
        assert json.load(reader) == {"number": 1}, "a reader sees half of each"
    assert json.loads(path.read_text(encoding="utf-8")) == {"number": 2}, "the new content is there"
    assert [entry.name for entry in path.parent.iterdir()] == ["thing.json"], "a draft is left"


def test_readers_never_see_half_a_record(folder: str) -> None:
    path = records.record_path(folder, "thing")
    records.write_json(path, {"numbers": []})
    done = threading.Event()

    def write() -> None:
        for length in range(100):
            records.write_json(path, {"numbers": list(range(length * 50))})
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    lengths = []
    while not done.is_set():
        found = records.read_record(folder, "thing")
        lengths.append(len(found["numbers"]) if found else None)
    writer.join()
    assert None not in lengths and lengths == sorted(lengths, key=lambda length: length or 0), (
        "a reader saw half"
    )


def test_forgetting_twice_is_forgetting_once(folder: str) -> None:
    records.announce(folder, "thing", "Raylet")
    records.forget(folder, "thing")
    records.forget(folder, "thing")
    assert records.read_record(folder, "thing") is None, "the record is left"


@given(
    st.dictionaries(st.text(min_size=1), st.none() | st.booleans() | st.integers() | st.text(), max_size=5)
)
def test_any_record_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, record: dict[str, object]
) -> None:
    path = tmp_path_factory.mktemp("records") / "thing.json"
    records.write_json(path, record)
    assert json.loads(path.read_text(encoding="utf-8")) == record, (
        "a record changed on its way to disk and back"
    )


def test_ending_a_thing_ends_what_carries_its_mark_and_nothing_else(folder: str) -> None:
    with (
        sleeping(folder) as ours,
        sleeping(folder, "other") as other,
        sleeping(f"{folder}-2") as foreign,
        sleeping() as unmarked,
    ):
        assert records.end(folder, "thing") == 1, "one process carries the mark"
        ours.wait()
        assert all(map(alive, (other, foreign, unmarked))), "a process that is not ours was killed"


def test_ending_a_stack_ends_all_of_it_and_no_other(folder: str) -> None:
    with (
        sleeping(folder) as one,
        sleeping(folder, "other") as two,
        sleeping(f"{folder}-2") as foreign,
        sleeping() as unmarked,
    ):
        assert records.end(folder, None) == 2, "two processes carry the mark of the stack"
        one.wait()
        two.wait()
        assert alive(foreign) and alive(unmarked), "a process that is not ours was killed"


def test_a_stack_whose_folder_begins_alike_is_another(folder: str) -> None:
    with sleeping(folder[:-1]) as shorter, sleeping(folder + "/") as longer:
        assert records.end(folder, None) == 0, "marks are compared whole"
        assert alive(shorter) and alive(longer), "a process that is not ours was killed"


def test_what_a_marked_process_started_with_an_empty_environment_is_ended_too(folder: str) -> None:
    command = ["sh", "-c", "env -i sleep 600 & echo $!; wait"]
    with running(command, marked(folder, "thing")) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        wait_until(lambda: not records.environment_of(child), "the child has an empty environment")
        records.end(folder, "thing")
        wait_until(lambda: records.start_ticks(child) is None, "the child of a marked process has ended")


def test_a_child_that_belongs_to_another_thing_is_left_alone(folder: str) -> None:
    other = " ".join(f"{name}={value}" for name, value in marked(folder, "other").items())
    with running(["sh", "-c", f"{other} sleep 600 & echo $!; wait"], marked(folder, "thing")) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        wait_until(
            lambda: records.environment_of(child).get(records.ID_VARIABLE) == "other",
            "the child has its own mark",
        )
        records.end(folder, "thing")
        assert records.start_ticks(child) is not None, "ending one thing ended another"
        records.end(folder, "other")
        assert records.start_ticks(child) is None, "the other thing was not ended either"


def test_a_worker_that_renamed_itself_keeps_its_mark(folder: str) -> None:
    with renamed(folder, "node") as worker:
        command = Path(f"/proc/{worker.pid}/cmdline").read_bytes()
        assert command.startswith(b"ray::IDLE"), "it has its new name"
        assert list(records.processes_of(folder, "node")) == [worker.pid], (
            "its mark was overwritten with its name"
        )


def test_who_asks_first_lets_a_process_end_itself(folder: str) -> None:
    command = ["sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done"]
    with running(command, marked(folder, "thing")) as process:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        records.end(folder, "thing", grace_s=60)
        assert process.wait() == 7, "it was killed although it would have ended"


def test_what_does_not_listen_is_killed(folder: str) -> None:
    command = ["sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.01; done"]
    with running(command, marked(folder, "thing")) as process:
        assert process.stdout is not None and process.stdout.readline() == b"ready\n"
        records.end(folder, "thing", grace_s=0.1)
        assert process.wait() == -9, "a process that ignores SIGTERM is left"


def test_a_process_that_outlives_being_killed_is_named(folder: str) -> None:
    with sleeping(folder) as process, pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "END_TIMEOUT_S", 0.0)
        patch.setattr(os, "kill", lambda _pid, _number: None)
        with pytest.raises(HostError, match=f"process {process.pid} of thing did not end"):
            records.end(folder, "thing")


def test_this_process_is_never_among_those_to_end(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "environment_of", lambda _pid: marked(folder, "thing"))
    monkeypatch.setattr(records, "parent_by_pid", lambda: {os.getpid(): 1, os.getppid(): 1})
    assert os.getpid() not in records.processes_of(folder, "thing"), "the command would kill itself"


def test_only_one_works_on_a_thing_at_a_time(folder: str) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def second() -> None:
        waiting.set()
        with records.alone(folder, "thing"):
            order.append("second")

    with records.alone(folder, "thing"):
        thread = threading.Thread(target=second)
        thread.start()
        waiting.wait()
        with records.alone(folder, "other"):
            order.append("first")
    thread.join()
    assert order == ["first", "second"], "two work on one thing at once, or two things wait for each other"
