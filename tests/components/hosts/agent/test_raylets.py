"""Nodes of a simulated Ray in real sandboxes: what they may, what they are told, and how they end."""

import json
import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from components.hosts.agent import raylets, records
from components.hosts.agent.records import HostError
from tests.components.hosts.real_stack import TOKEN, RealStack, kill, wait_until

PORT = 20700  # inside its own network namespace nobody else can have it


def report(stack: RealStack) -> dict[str, Any]:
    """Return what the simulated raylet of `train` wrote about itself."""
    return json.loads((Path(stack.folder) / "sessions" / "train" / "report.json").read_text(encoding="utf-8"))


@pytest.fixture
def trained(stack: RealStack) -> RealStack:
    """Return a stack with a training sandbox."""
    stack.up("train", datasets="write")
    return stack


@pytest.mark.cluster
def test_a_node_runs_without_capabilities_and_with_its_token(trained: RealStack) -> None:
    trained.node("train", "node", port=PORT, report="/ray/report.json")
    found = report(trained)
    status = dict(line.split(":\t", 1) for line in found["status"].splitlines() if ":\t" in line)
    held = {name: int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}
    assert set(held.values()) == {0}, f"what the keeper starts holds capabilities: {held}"
    assert status["NoNewPrivs"] == "1", "a setuid program could give it privileges"
    environment = found["environment"]
    assert TOKEN not in json.dumps(environment), "the token itself is in the environment"
    assert environment["RAY_AUTH_TOKEN_PATH"] == "/groundplan/token", "Ray does not find its token"


@pytest.mark.cluster
def test_a_node_is_told_its_stores_and_none_of_the_callers_environment(
    trained: RealStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PULUMI_CONFIG_PASSPHRASE", "words that open everything")
    trained.node("train", "node", port=PORT, report="/ray/report.json")
    environment = report(trained)["environment"]
    stores = json.loads(environment["GROUNDPLAN_STORES"])
    assert stores == {
        "datasets": {"holds": "datasets", "access": "write", "path": "/groundplan/stores/datasets"}
    }, "a workload learns of other stores than its own"
    assert environment["HOME"] == "/tmp/home", "a workload writes to a home that is not there"
    assert "PULUMI_CONFIG_PASSPHRASE" not in environment, "the caller's secrets reach every job"


@pytest.mark.cluster
def test_a_killed_node_is_seen_dead_and_started_again(trained: RealStack) -> None:
    first = trained.node("train", "node", port=PORT, workers={"ray::IDLE": 1})
    kill(trained.record("node")["pid"])
    assert not trained.call("raylet.observe", "node")["alive"], "a node without its keeper is taken for alive"
    second = trained.node("train", "node", port=PORT)
    assert trained.call("raylet.observe", "node")["alive"], "the node does not come back"
    assert first["incarnation"] != second["incarnation"], "who depends on it does not learn that it is new"


@pytest.mark.cluster
def test_a_node_whose_raylet_was_killed_is_seen_dead_with_nothing_left_of_it(trained: RealStack) -> None:
    trained.node("train", "node", port=PORT, workers={"ray::IDLE": 1})
    (raylet,) = [
        pid for pid in trained.processes("node") if Path(f"/proc/{pid}/comm").read_text() == "raylet\n"
    ]
    os.kill(raylet, signal.SIGKILL)
    wait_until(lambda: trained.processes("node") == [], "the keeper ended what was left of the node")
    assert not trained.call("raylet.observe", "node")["alive"], "a node without its raylet is taken for alive"


@pytest.mark.cluster
def test_stopping_one_node_leaves_the_others(trained: RealStack) -> None:
    for number, node in enumerate(("one", "two")):
        trained.node("train", node, port=PORT + number)
    trained.call("raylet.stop", "one")
    assert trained.processes("one") == [], "a process of the stopped node is left"
    assert trained.call("raylet.observe", "two")["alive"], "stopping one node ended another"


@pytest.mark.cluster
def test_a_node_that_fails_to_start_says_why_and_leaves_nothing(trained: RealStack) -> None:
    with pytest.raises(
        HostError, match=r"Ray node node did not start: `ray start` ended with exit code 4 \(log: .*\)"
    ):
        trained.node("train", "node", fail=4)
    assert trained.processes("node") == [], "a process of the node that failed is left"
    assert not trained.call("raylet.observe", "node")["present"], "the node that failed is on record"


@pytest.mark.cluster
def test_a_dead_sandbox_takes_its_nodes_along(trained: RealStack) -> None:
    trained.node("train", "node", port=PORT)
    kill(trained.record("sandbox-train")["pid"])
    wait_until(lambda: trained.processes("node") == [], "the nodes end with their sandbox")
    assert not trained.call("raylet.observe", "node")["alive"], (
        "a node without its sandbox is taken for alive"
    )


@pytest.mark.cluster
def test_two_starts_of_one_node_at_once_leave_one_node(trained: RealStack) -> None:
    failed: list[Exception] = []

    def start() -> None:
        try:
            trained.node("train", "node", port=PORT)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=start) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = [Path(f"/proc/{pid}/comm").read_text().strip() for pid in trained.processes("node")]
    assert failed == [] and names.count("raylet") == 1, (
        f"two nodes of one name run, or none: {names} {failed}"
    )


@pytest.mark.cluster
def test_the_next_node_starts_while_one_wakes_up(trained: RealStack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: {0})
    # The first takes work only once the second runs: whoever holds the turn until then waits in vain.
    waiting: dict[str, Any] = trained.node_payload("train", "waiting") | {
        "probes": [f"http://127.0.0.1:{PORT}/healthz"]
    }
    found: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: found.append(trained.call("raylet.start", **waiting)))
    thread.start()
    wait_until(lambda: records.read_record(trained.folder, "waiting"), "the first has its turn")
    trained.node("train", "second", port=PORT)
    thread.join()
    assert [record["id"] for record in found] == ["waiting"], "one node's services held up the others"
    assert list((Path(trained.folder) / "sessions" / "train").glob("*.started")) == [], "a word was left"


def test_without_isolation_a_node_runs_and_ends_whole(open_stack: RealStack) -> None:
    open_stack.storage()
    open_stack.sandbox("train")
    open_stack.node(
        "train", "node", report=f"{open_stack.folder}/sessions/train/report.json", workers={"w": 1}
    )
    environment = report(open_stack)["environment"]
    assert environment["HOME"] == f"{open_stack.folder}/sessions/train", (
        "a workload writes to the user's own home"
    )
    assert Path(environment["RAY_AUTH_TOKEN_PATH"]).read_text(encoding="ascii") == TOKEN, "Ray finds no token"
    open_stack.call("raylet.stop", "node")
    assert open_stack.processes("node") == [], "a process of the node is left"


def test_a_node_without_a_sandbox_is_refused_with_what_to_do(folder: str) -> None:
    with pytest.raises(HostError, match="sandbox-train does not run; run `groundplan up` again"):
        RealStack(folder=folder, isolation="namespaces").node("train", "node")


def test_nodes_start_in_turn(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(4)))
    inside, most = [], []
    lock, all_wait = threading.Lock(), threading.Barrier(6)

    def start() -> None:
        all_wait.wait()
        with raylets.start_slot(folder):
            with lock:
                inside.append(1)
                most.append(len(inside))
            with lock:
                inside.pop()

    threads = [threading.Thread(target=start) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 6 and max(most) <= 2, "more nodes start at once than half the cores"


def test_a_node_is_dead_when_its_record_names_no_process(folder: str) -> None:
    records.announce(folder, "node", "Raylet", isolation="none")
    found = raylets.observe({"folder": folder, "identity": "node"})
    assert found["present"] and not found["alive"], "a start that was killed passes as a node"
