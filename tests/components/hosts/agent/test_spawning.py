"""Starting what outlives a command: its environment, its log, its orders, and the way into a namespace."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from components.hosts.agent import records, spawning
from components.hosts.agent.records import HostError
from tests.components.hosts.real_stack import WAIT_SECONDS, wait_until

ECHO = [sys.executable, "-c", "import sys; print(sys.stdin.read())"]


def test_orders_arrive_on_standard_input_and_nowhere_else(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "log"
    process = spawning.start_detached(ECHO, {"PATH": os.environ["PATH"]}, log, payload={"key": "secret"})
    process.wait(WAIT_SECONDS)
    assert json.loads(log.read_text(encoding="utf-8")) == {"key": "secret"}, "the orders did not arrive"
    assert "secret" not in str(process.args), "`ps` shows a secret"


def test_orders_larger_than_a_pipe_holds_arrive_whole(tmp_path: Path) -> None:
    payload = {"visible": ["x" * 1000] * 1000}
    process = spawning.start_detached(ECHO, {}, tmp_path / "log", payload=payload)
    process.wait(WAIT_SECONDS)
    assert json.loads((tmp_path / "log").read_text(encoding="utf-8")) == payload, "the orders were cut"


def test_a_process_that_ends_without_reading_its_orders_breaks_nothing(tmp_path: Path) -> None:
    process = spawning.start_detached(
        ["true"], os.environ.copy(), tmp_path / "log", payload={"x": "y" * 10**6}
    )
    assert process.wait(WAIT_SECONDS) == 0, "the process ended as it wanted"


def test_what_was_started_leads_a_session_of_its_own(tmp_path: Path) -> None:
    process = spawning.start_detached(["sleep", "600"], os.environ.copy(), tmp_path / "log")
    try:
        assert os.getsid(process.pid) == process.pid != os.getsid(0), (
            "closing the terminal would end the cluster"
        )
    finally:
        process.kill()
        process.wait()


def test_a_log_is_its_owners_alone_and_goes_on_where_it_ended(tmp_path: Path) -> None:
    log = tmp_path / "logs" / "log"
    for _ in range(2):
        spawning.start_detached(["echo", "line"], os.environ.copy(), log).wait(WAIT_SECONDS)
    assert log.read_text(encoding="utf-8") == "line\nline\n", "the log of the last start is lost"
    assert log.stat().st_mode & 0o777 == 0o600, "others on this machine may read the log"


def test_a_missing_program_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        HostError, match=r"no-such-program is not installed on this host; .*groundplan doctor"
    ):
        spawning.start_detached(["no-such-program"], {}, tmp_path / "log")


def test_nothing_of_the_callers_environment_outlives_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "words that open everything")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a key")
    environment = spawning.agent_environment("/state", "thing")
    expected = {"PATH", "LANG", "LC_ALL", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "SPT_NOENV"}
    marks = {records.STACK_VARIABLE: "/state", records.ID_VARIABLE: "thing"}
    assert set(environment) - expected == set(marks), "a variable of the caller reaches every job"
    assert environment.items() >= marks.items(), "the process could not be found again"


def test_the_agent_runs_on_the_standard_library_alone(tmp_path: Path) -> None:
    done = subprocess.run(
        spawning.agent_command("facts"), input=json.dumps({"folder": str(tmp_path)}).encode(), capture_output=True,
        env=spawning.agent_environment(str(tmp_path), "facts"), check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)["cpus"] >= 1, "a bare server could not run the agent"


def test_an_operation_that_fails_says_so_in_one_sentence(tmp_path: Path) -> None:
    payload = {"folder": str(tmp_path), "identity": "v", "store": "s", "encryption": "gocryptfs", "key": "k"}
    done = subprocess.run(
        spawning.agent_command("volume.start"), input=json.dumps(payload).encode(),
        capture_output=True, env=spawning.agent_environment(str(tmp_path), "v"), check=False,
    )  # fmt: skip
    assert done.returncode == 1 and done.stderr == b"", "a traceback is shown for a foreseen failure"
    assert "the storage namespace does not run" in json.loads(done.stdout)["error"], "the failure is not told"


@pytest.mark.parametrize(
    ("record", "command"),
    [
        ({"isolation": "none", "kind": "Sandbox"}, []),
        (
            {"kind": "StorageNamespace", "pid": 7},
            ["nsenter", "--preserve-credentials", "--target", "7", "--user", "--mount", "--"],
        ),
        (
            {"kind": "Sandbox", "pid": 7},
            [
                "nsenter",
                "--preserve-credentials",
                "--target",
                "7",
                "--user",
                "--mount",
                "--pid",
                "--net",
                "--ipc",
                "--",
            ],
        ),
    ],
)
def test_entering_takes_every_namespace_there_is(record: dict[str, Any], command: list[str]) -> None:
    assert spawning.enter_command(record) == command, (
        "a process would see the host's processes, network or files"
    )


def test_waiting_ends_when_the_thing_has_completed_its_record(tmp_path: Path) -> None:
    folder = str(tmp_path)
    records.announce(folder, "thing", "Sandbox")
    process = spawning.start_detached(["sleep", "600"], records.marked({}, folder, "thing"), tmp_path / "log")
    try:
        records.settle(folder, "thing", process.pid, ready=True)
        found = spawning.wait_for_record(folder, "thing", process, tmp_path / "log", WAIT_SECONDS)
        assert found["pid"] == process.pid, "another thing is taken for it"
    finally:
        records.end(folder, None)
        process.wait()


@pytest.mark.parametrize(
    ("script", "timeout_s", "reason"),
    [
        ("echo first; echo; echo the reason; echo; exit 1", WAIT_SECONDS, "the reason"),
        ("exit 1", WAIT_SECONDS, "it left no message"),
        ("echo still busy; exec sleep 600", 0.3, "still busy"),
    ],
)
def test_what_does_not_start_is_told_with_its_last_words_and_ended(
    tmp_path: Path, script: str, timeout_s: float, reason: str
) -> None:
    folder, log = str(tmp_path), tmp_path / "log"
    records.announce(folder, "thing", "Sandbox")
    environment = records.marked({"PATH": os.environ["PATH"]}, folder, "thing")
    process = spawning.start_detached(["sh", "-c", script], environment, log)
    wait_until(lambda: "busy" not in script or log.read_text(), "it has said something")
    with pytest.raises(HostError, match=rf"thing did not start: {reason} \(log: {log}\)"):
        spawning.wait_for_record(folder, "thing", process, log, timeout_s)
    process.wait(WAIT_SECONDS)
    assert records.read_record(folder, "thing") is None, "a thing that did not start is on record"


def test_the_digest_of_the_code_changes_with_the_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = tmp_path / spawning.AGENT
    agent.mkdir(parents=True)
    (agent / "keeper.py").write_text("one", encoding="utf-8")
    monkeypatch.setattr(spawning, "CODE_ROOT", str(tmp_path))
    before = spawning.code_digest()
    assert before == spawning.code_digest(), "every `up` would make new sandboxes"
    (agent / "keeper.py").write_text("two", encoding="utf-8")
    assert spawning.code_digest() != before, "a sandbox would go on with the old code"
