"""The keeper of a node, over a simulated Ray whose processes really run and really fill memory."""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.hosts.agent import keeper, records, spawning
from tests.components.hosts.real_stack import WAIT_SECONDS, free_port, wait_until
from tests.components.hosts.simulated_ray import SOURCE

MIB = 2**20
PYTHON = "/opt/agent-monitor/raylet/.venv/bin/python"
PACKAGES = "/opt/agent-monitor/raylet/.venv/lib/python3.11/site-packages"
Start = Callable[..., "Kept"]

DAEMONS = [
    [f"{PACKAGES}/ray/core/src/ray/raylet/raylet", "--raylet_socket_name=/ray/s"],
    [f"{PACKAGES}/ray/core/src/ray/gcs/gcs_server", "--log_dir=/ray"],
    [PYTHON, "-u", f"{PACKAGES}/ray/dashboard/agent.py", "--node-id=1"],
    [PYTHON, f"{PACKAGES}/ray/dashboard/dashboard.py", "--port=1"],
    [PYTHON, "-u", f"{PACKAGES}/ray/_private/log_monitor.py", "--logs-dir=/ray"],
    [PYTHON, "-u", f"{PACKAGES}/ray/autoscaler/v2/monitor.py", "--gcs-address=127.0.0.1:1"],
    [PYTHON, "-u", f"{PACKAGES}/ray/_private/runtime_env/agent/main.py", "--node-id=1"],
    [PYTHON, "setup_worker.py", "-m", "ray.util.client.server", "--mode=proxy"],
    ["ray::DashboardAgent"],
    ["ray::RuntimeEnvAgent"],
    ["ray-dashboard-JobHead-0 (python -c from multiprocessing)"],
]
WORK = [
    ["ray::IDLE"],
    ["ray::RayTrainWorker.run"],
    ["ray::agent.dashboard"],
    [PYTHON, "-m", "workloads.train_digits"],
    [PYTHON, "-m", "jobs.train_agent", "--monitor", "raylet"],
    [PYTHON, f"{PACKAGES}/ray/_private/workers/default_worker.py", "--raylet-name=/ray/s"],
    [PYTHON, "setup_worker.py", "-m", "ray.util.client.server", "--mode=specific-server"],
    ["sh", "-c", "python agent.py"],
    [],
]


@pytest.mark.parametrize("command", DAEMONS, ids=lambda command: command[-1][:40])
def test_rays_own_processes_are_told_from_work(command: list[str]) -> None:
    assert keeper.is_daemon(command), "the memory limit would take down the node to save it"


@pytest.mark.parametrize("command", WORK, ids=lambda command: " ".join(command)[-40:])
def test_work_is_told_from_rays_own_processes_whatever_its_names(command: list[str]) -> None:
    assert not keeper.is_daemon(command), "the memory limit would never hold for this process"


@given(
    st.dictionaries(st.integers(2, 10**6), st.integers(0, 2**40), min_size=1),
    st.sets(st.integers(2, 10**6)),
    st.data(),
)
def test_the_largest_that_is_no_daemon_is_killed_and_nobody_else(
    used: dict[int, int], daemons: set[int], data: st.DataObject
) -> None:
    daemons |= data.draw(st.sets(st.sampled_from(sorted(used))))
    killed: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            keeper, "command_line", lambda pid: ["ray::DashboardAgent" if pid in daemons else "ray::work"]
        )
        patch.setattr(os, "kill", lambda pid, _number: killed.append(pid))
        keeper.kill_largest(used, 0)
    workers = {pid: size for pid, size in used.items() if pid not in daemons}
    assert len(killed) == bool(workers), "one process is killed at a time, if there is one to kill"
    assert not killed or workers[killed[0]] == max(workers.values()), "a smaller process was killed first"


class Kept:
    """A keeper that was started with orders for its simulated Ray."""

    def __init__(self, folder: Path, **payload: Any) -> None:
        self.folder, self.log, self.status = folder, folder / "log", folder / "status.json"
        (folder / "token").write_text("token", encoding="ascii")
        environment = spawning.agent_environment(str(folder), "node")
        if payload.pop("is_head", False):
            environment["GROUNDPLAN_ROLE"] = "head"
        orders = payload.pop("orders", {})
        self.process = spawning.start_detached(
            spawning.agent_command("keeper"),
            environment,
            self.log,
            payload={
                "argv": [sys.executable, "-c", SOURCE, json.dumps(orders)],
                "environment": {"RAY_AUTH_TOKEN_PATH": str(folder / "token")},
                "started": str(folder / "started.json"),
                "status": str(self.status),
                "probes": [],
                "drop_capabilities": False,
                "limit_bytes": 2**40,
                "timeout_s": WAIT_SECONDS,
                **payload,
            },
        )

    def named(self, name: str) -> list[int]:
        """Return the PIDs of the node's processes that have this name."""
        return [pid for pid in records.processes_of(str(self.folder)) if keeper.process_name(pid) == name]

    def ready(self) -> None:
        """Wait until the node takes work."""
        wait_until(lambda: self.status.exists() or self.process.poll() is not None, "the node takes work")
        assert self.process.poll() is None, f"the keeper gave up: {self.log.read_text(encoding='utf-8')}"

    def end(self) -> int:
        """Wait until the keeper has ended; its exit code."""
        return self.process.wait(WAIT_SECONDS)


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Return a function that starts a keeper; what it started ends with the test."""
    started: list[Kept] = []

    def begin(**payload: Any) -> Kept:
        started.append(Kept(tmp_path, **payload))
        return started[-1]

    yield begin
    records.end(str(tmp_path), None)
    for kept in started:
        kept.process.wait(WAIT_SECONDS)


def test_a_node_is_ready_when_its_probes_answer_to_its_token(start: Start) -> None:
    port = free_port()
    kept = start(orders={"port": port}, probes=[f"http://127.0.0.1:{port}/healthz"])
    kept.ready()
    assert json.loads(kept.status.read_text(encoding="utf-8")) == {"ready": True}, (
        "the status says more or less"
    )


def test_a_node_that_never_answers_is_ended_with_the_reason(start: Start) -> None:
    address = f"http://127.0.0.1:{free_port()}/healthz"
    kept = start(probes=[address], timeout_s=0.3)
    assert kept.end() == 1, "a node that does not answer passes as one that does"
    assert f"did not answer at {address}" in spawning.last_line(kept.log), "the log does not say why"
    assert not kept.status.exists() and kept.named("raylet") == [], "a node that failed is left running"


def test_a_reply_that_is_no_http_counts_as_no_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def reply_nonsense() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(b"not a status line\r\n\r\n")

        replying = threading.Thread(target=reply_nonsense)
        replying.start()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/"
        assert not keeper.answers(address, "token"), "a port in other hands must not end the keeper"
        replying.join()


def test_a_start_that_fails_is_told_with_its_exit_code(start: Start) -> None:
    kept = start(orders={"fail": 3})
    assert kept.end() == 1, "the failure is hidden"
    assert spawning.last_line(kept.log) == "`ray start` ended with exit code 3", "the log does not say why"


def test_a_killed_raylet_ends_the_whole_node(start: Start) -> None:
    kept = start(orders={"workers": {"ray::IDLE": 1}})
    kept.ready()
    wait_until(lambda: kept.named("ray::IDLE"), "the worker runs")
    os.kill(kept.named("raylet")[0], signal.SIGKILL)
    assert kept.end() == 1, "a node without its raylet passes as one that runs"
    assert list(records.processes_of(str(kept.folder))) == [], "workers outlive their node"
    assert "raylet or the control store ended" in spawning.last_line(kept.log), "the log does not say why"


def test_a_killed_control_store_ends_the_head(start: Start) -> None:
    kept = start(orders={"head": True}, is_head=True)
    kept.ready()
    os.kill(kept.named("gcs_server")[0], signal.SIGKILL)
    assert kept.end() == 1, "a head without its control store passes as one that runs"
    assert kept.named("raylet") == [], "the head's raylet outlives its control store"


def test_a_keeper_that_is_asked_to_end_takes_its_node_along(start: Start) -> None:
    kept = start(orders={"workers": {"ray::IDLE": 1}})
    kept.ready()
    kept.process.terminate()
    kept.end()
    assert list(records.processes_of(str(kept.folder))) == [], "the node outlives its keeper"


def test_a_node_over_its_memory_loses_its_largest_worker_and_goes_on(start: Start) -> None:
    kept = start(orders={"workers": {"small": 16, "large": 256, "ray-dashboard-": 1}}, limit_bytes=200 * MIB)
    wait_until(lambda: "killing process" in kept.log.read_text(encoding="utf-8"), "the limit is held")
    wait_until(lambda: kept.named("large") == [], "the largest worker is gone")
    assert kept.named("small") and kept.named("raylet"), "more was killed than the limit asks for"
    assert kept.process.poll() is None, "the node ended although it is within its memory again"
    assert "200 MiB allowed" in kept.log.read_text(encoding="utf-8"), "the log does not say what is allowed"


def test_a_node_within_its_memory_is_left_alone(start: Start) -> None:
    kept = start(orders={"workers": {"small": 16, "large": 64}}, limit_bytes=1024 * MIB)
    kept.ready()
    wait_until(
        lambda: kept.named("large") and keeper.private_bytes(kept.named("large")[0]) > 64 * MIB,
        "memory is full",
    )
    used = sum(keeper.private_bytes(pid) for pid in records.processes_of(str(kept.folder)))
    assert used > 80 * MIB, "the memory that workers hold is not counted"
    assert "killing" not in kept.log.read_text(encoding="utf-8"), "a worker was killed without need"


def test_memory_that_forks_share_is_divided_among_them() -> None:
    source = (
        "import os, sys\nkept = b'x' * (64 * 2**20)\npids = [os.getpid()]\n"
        "for _ in range(3):\n    pid = os.fork()\n    if pid == 0:\n        sys.stdin.read(); os._exit(0)\n"
        "    pids.append(pid)\nprint(*pids, flush=True)\nsys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", source], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        pids = [int(pid) for pid in process.stdout.readline().split()]
        private = sum(map(keeper.private_bytes, pids))
        proportional = sum(map(keeper.proportional_bytes, pids))
    assert private > 250 * MIB, "each fork counts what it shares"
    assert 64 * MIB < proportional < 128 * MIB, "shared memory counts once for all who share it"


def test_a_process_that_has_ended_holds_nothing() -> None:
    process = subprocess.Popen(["true"])
    process.wait()
    assert keeper.private_bytes(process.pid) == keeper.proportional_bytes(process.pid) == 0, "it holds memory"
    assert keeper.command_line(process.pid) == [], "it has a command line"
