"""Starting a process that outlives the command, and entering the namespaces of one that runs."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any, cast

from components.hosts.agent import records
from components.hosts.agent.records import HostError

# The folder that holds `components/`: what PYTHONPATH must name for the agent to import itself.
CODE_ROOT = str(Path(__file__).resolve().parents[3])
AGENT = "components/hosts/agent"
# An ordinary user is the root of the namespace already, and may not set groups in it.
NSENTER = ("nsenter", "--preserve-credentials")
CODE_ROOT_INSIDE = "/groundplan/agent"
POLL_S = 0.02


def code_digest() -> str:
    """A digest of the agent's own code: a sandbox holds a copy, and is made anew when this one differs."""
    files = sorted((Path(CODE_ROOT) / AGENT).glob("*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def agent_command(operation: str, *, executable: str = sys.executable) -> list[str]:
    """The command that runs one operation of the agent. `-S` and `-P` keep it to the standard library and itself."""
    return [executable, "-S", "-P", "-m", "components.hosts.agent", operation]


def agent_environment(folder: str, identity: str, *, code_root: str = CODE_ROOT) -> dict[str, str]:
    """The small environment of our own processes: nothing of the caller's leaks into what outlives it."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
    return records.marked({**kept, "PYTHONPATH": code_root, "PYTHONDONTWRITEBYTECODE": "1"}, folder, identity)


def enter_command(record: dict[str, Any]) -> list[str]:
    """What to put before a command so that it runs inside the namespaces of `record`; empty where there are none."""
    if record.get("isolation") == "none":
        return []
    sandboxed = record["kind"] == "Sandbox"
    spaces = ["--user", "--mount"] + (["--pid", "--net", "--ipc"] if sandboxed else [])
    return [*NSENTER, "--target", str(record["pid"]), *spaces, "--"]


def start_detached(
    command: list[str],
    environment: dict[str, str],
    log: Path,
    *,
    payload: dict[str, Any] | None = None,
    keep: tuple[int, ...] = (),
) -> subprocess.Popen[bytes]:
    """Starts `command` in a session of its own with its output in `log` (0600) and `payload` as JSON on its stdin.

    Secrets travel in `payload`, never in `command` or `environment`.
    """
    log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=output, stderr=output,
            start_new_session=True, cwd="/", pass_fds=keep,
        )  # fmt: skip
    except FileNotFoundError as error:
        raise HostError(
            f"{command[0]} is not installed on this host; install it (`groundplan doctor` names the package)"
        ) from error
    finally:
        os.close(output)
    # A pipe that breaks belongs to a process that ended already: wait_for_record tells why.
    with contextlib.suppress(BrokenPipeError), cast("IO[bytes]", process.stdin) as pipe:
        pipe.write(json.dumps(payload or {}).encode())
    return process


def wait_for_record(
    folder: str, identity: str, process: subprocess.Popen[bytes], log: Path, timeout_s: float
) -> dict[str, Any]:
    """Wait until the started thing has completed its own record.

    Raises HostError with the end of its log otherwise.
    """
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        record = records.read_record(folder, identity)
        if record and record.get("ready") and records.is_alive(record):
            return record
        if process.poll() is not None:
            break
        time.sleep(POLL_S)
    reason = last_line(log)
    records.end(folder, identity)
    records.forget(folder, identity)
    raise HostError(f"{identity} did not start: {reason} (log: {log})")


def last_line(log: Path) -> str:
    """The last line that says something in a log file; what to look at where there is none."""
    try:
        lines = [
            line.strip()
            for line in log.read_text(encoding="utf-8", errors="replace").splitlines()
            if line.strip()
        ]
    except FileNotFoundError:
        lines = []
    return lines[-1] if lines else "it left no message"
