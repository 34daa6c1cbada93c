"""Ray nodes as processes in a sandbox: start, look, end."""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from components.hosts.agent import records, spawning
from components.hosts.agent.records import HostError

SESSION_INSIDE = "/ray"
TOKEN_INSIDE = "/groundplan/token"
POLL_S = 0.05


@contextlib.contextmanager
def start_slot(folder: str) -> Iterator[None]:
    """Waits for one of the places in which `ray start` may run; the kernel frees the place of who dies in it.

    Starting a node costs about ten CPU-seconds of imports, and `ray start` gives up 30 s after it began to wait for
    its raylet (`raylet_start_wait_time_s` in ray/_private/node.py): more nodes at once than half the cores starve
    each other.
    """
    locks = Path(folder) / "locks"
    locks.mkdir(parents=True, exist_ok=True, mode=0o700)
    places = [locks / f"start-{number}.lock" for number in range(max(1, len(os.sched_getaffinity(0)) // 2))]
    held = [place.open("a") for place in places]
    try:
        while not any(is_taken_by_us(file) for file in held):
            time.sleep(POLL_S)
        yield
    finally:
        for file in held:
            file.close()


def is_taken_by_us(file: IO[str]) -> bool:
    """Takes the lock of `file` if nobody has it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@dataclass(frozen=True)
class Starting:
    """A node on its way: its keeper, and the files that the keeper writes when it is started and when it is ready."""

    payload: dict[str, Any]
    record: dict[str, Any]
    keeper: subprocess.Popen[bytes]
    started: Path
    status: Path
    log: Path


def start(payload: dict[str, Any]) -> dict[str, Any]:
    """Starts one Ray node, in its turn, and returns when it takes work; see `begin` for `payload` and HostError.

    The turn ends when `ray start` has returned: while this node's services wake up, the next one starts.
    """
    with start_slot(payload["folder"]):
        starting = begin(payload)
        wait_for(starting.started, starting)
    wait_for(starting.status, starting)
    clear_words(starting)
    return starting.record


def begin(payload: dict[str, Any]) -> Starting:
    """Starts the keeper of one Ray node.

    `payload`: folder, identity, sandbox (whose sandbox), session (its folder on the host), executable (the Python of
    the runtime), argv (after that Python), environment, probes, limit_bytes, timeout_s. Raises HostError.
    """
    folder, identity = payload["folder"], payload["identity"]
    sandbox = records.read_record(folder, payload["sandbox"])
    if not records.stands(sandbox):
        raise HostError(
            f"{identity}: the sandbox {payload['sandbox']} does not run; run `groundplan up` again, it starts it first"
        )
    records.end(folder, identity)
    if payload["role"] == "head":
        end_workers_of_dead_head(folder, payload["sandbox"])
    record = records.announce(
        folder, identity, "Raylet", isolation=sandbox["isolation"], sandbox=payload["sandbox"]
    )
    inside = sandbox["isolation"] != "none"
    session = SESSION_INSIDE if inside else payload["session"]
    status = Path(payload["session"]) / f"{identity}.{record['incarnation']}.json"
    started = status.with_suffix(".started")
    log = Path(folder) / "logs" / f"{identity}.log"
    environment = spawning.agent_environment(
        folder, identity, code_root=spawning.CODE_ROOT_INSIDE if inside else spawning.CODE_ROOT
    )
    process = spawning.start_detached(
        spawning.enter_command(sandbox) + spawning.agent_command("keeper", executable=payload["executable"]),
        environment | {"GROUNDPLAN_ROLE": payload["role"]}, log,
        payload={
            "argv": [payload["executable"], *(part.replace("{session}", session) for part in payload["argv"])],
            "environment": payload["environment"] | inherited(payload, sandbox, inside),
            "started": f"{session}/{started.name}", "status": f"{session}/{status.name}",
            "probes": payload["probes"], "drop_capabilities": inside,
            "limit_bytes": payload["limit_bytes"], "timeout_s": payload["timeout_s"],
        },
    )  # fmt: skip
    records.settle(folder, identity, process.pid)
    return Starting(payload, record, process, started, status, log)


def end_workers_of_dead_head(folder: str, sandbox: str) -> None:
    """Ends the nodes that still wait for a head that died: its successor names a new session, which they cannot join.

    While one of them lives, `ray start --head` takes its command line for a running cluster and refuses to start.
    """
    for path in (Path(folder) / "records").glob("*.json"):
        record = records.read_record(folder, path.stem)
        if record and record["kind"] == "Raylet" and record.get("sandbox") == sandbox:
            stop({"folder": folder, "identity": record["id"]})


def clear_words(starting: Starting) -> None:
    """Removes the files that only the start needed."""
    for word in (starting.started, starting.status):
        word.unlink(missing_ok=True)


def wait_for(word: Path, starting: Starting) -> None:
    """Waits for a word (a file) of the keeper, at most `timeout_s`. Raises HostError, with nothing left, without it."""
    deadline = time.monotonic() + starting.payload["timeout_s"] + spawning.POLL_S
    while not word.exists():
        if starting.keeper.poll() is not None or time.monotonic() > deadline:
            reason = spawning.last_line(starting.log)
            stop(starting.payload)
            clear_words(starting)
            raise HostError(
                f"Ray node {starting.payload['identity']} did not start: {reason} (log: {starting.log})"
            )
        time.sleep(POLL_S)


def inherited(payload: dict[str, Any], sandbox: dict[str, Any], inside: bool) -> dict[str, str]:
    """What every process of the node learns from its environment: where its stores and its token are."""
    token = TOKEN_INSIDE if inside else sandbox["token_path"]
    return {
        "GROUNDPLAN_STORES": records.json.dumps(sandbox["stores"], sort_keys=True),
        "RAY_AUTH_TOKEN_PATH": token,
        "HOME": "/tmp/home" if inside else payload["session"],
        "PATH": f"{Path(payload['executable']).parent}:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
    }


def observe(payload: dict[str, Any]) -> dict[str, Any]:
    """Whether the node runs: its keeper ends when the node does."""
    record = records.read_record(payload["folder"], payload["identity"])
    if record is None:
        return {"alive": False, "incarnation": None, "present": False}
    return {"alive": records.is_alive(record), "incarnation": record["incarnation"], "present": True}


def stop(payload: dict[str, Any]) -> dict[str, Any]:
    """Ends every process of the node."""
    ended = records.end(payload["folder"], payload["identity"], grace_s=0.0)
    records.forget(payload["folder"], payload["identity"])
    return {"ended": ended}
