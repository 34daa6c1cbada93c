"""The keeper of one Ray node: starts it, says when it takes work, holds it to its memory, ends with it.

It is the parent of everything on its node: `ray start` leaves daemons behind, and as their subreaper the keeper gets
them. When the raylet (or, on the head, the control store) ends, the keeper ends the rest, so a node is whole or gone.
It runs without capabilities, and so does all that Ray starts.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from components.hosts.agent import kernel, records

CHECK_INTERVAL_S = 0.5
READY_POLL_S = 0.1
END_POLL_S = 0.01
KIB = 1024
# Ray's own daemons on a node: killing one of these takes the node down, so the memory limit never picks them. They are
# told by their program, their script, or the title they give themselves; whole names, since a job may be called agent.
PROGRAMS = ("raylet", "gcs_server")
SCRIPTS = (
    "/ray/dashboard/dashboard.py",
    "/ray/dashboard/agent.py",
    "/ray/_private/log_monitor.py",
    "/ray/_private/runtime_env/agent/main.py",
    "/ray/autoscaler/_private/monitor.py",
    "/ray/autoscaler/v2/monitor.py",
)
TITLES = ("ray::DashboardAgent", "ray::RuntimeEnvAgent", "ray-dashboard-")
CLIENT_PROXY = ("ray.util.client.server", "--mode=proxy")


class NodeEnded(Exception):
    """The node is no more, or never came to be; the message tells why."""


def run(payload: dict[str, Any]) -> None:
    """Runs until the node ends: raises NodeEnded.

    `payload`: argv, environment, started and status (files that are written when `ray start` has returned, and when
    the node takes work), probes (addresses), drop_capabilities, limit_bytes, timeout_s.
    """
    status = Path(payload["status"])
    kernel.become_subreaper()
    if payload["drop_capabilities"]:
        kernel.drop_capabilities()
    environment = dict(os.environ) | payload["environment"]
    started = subprocess.run(payload["argv"], env=environment, stdin=subprocess.DEVNULL)
    if started.returncode != 0:
        raise NodeEnded("`ray start` ended with exit code " + str(started.returncode))
    records.write_json(Path(payload["started"]), {"started": True})
    wait_until_ready(payload, environment)
    records.write_json(status, {"ready": True})
    watch(payload["limit_bytes"])


def wait_until_ready(payload: dict[str, Any], environment: dict[str, str]) -> None:
    """Returns once every probe answers 200. Raises NodeEnded if that takes too long or the raylet ends."""
    deadline = time.monotonic() + payload["timeout_s"]
    waiting = list(payload["probes"])
    token = Path(environment["RAY_AUTH_TOKEN_PATH"]).read_text(encoding="ascii").strip()
    while waiting:
        end_if_incomplete()
        if answers(waiting[0], token):
            waiting.pop(0)
        elif time.monotonic() > deadline:
            raise NodeEnded(f"the node did not answer at {waiting[0]} within {payload['timeout_s']:.0f} s")
        else:
            time.sleep(READY_POLL_S)


def answers(address: str, token: str) -> bool:
    """Whether `address` answers 200 to who has the token."""
    request = urllib.request.Request(address, headers={"Authorization": f"Bearer {token}"})
    try:
        with urllib.request.urlopen(request, timeout=5) as reply:
            return reply.status == 200
    except (urllib.error.URLError, http.client.HTTPException, OSError):
        return False


def watch(limit_bytes: int) -> None:
    """Reaps, and kills the largest worker while the node holds more than `limit_bytes` of private memory."""
    while True:
        end_if_incomplete()
        tree = descendants()
        used = {pid: private_bytes(pid) for pid in tree}
        if sum(used.values()) > limit_bytes:
            # Forked processes count the pages they still share each; only the dearer look divides those among them.
            used = {pid: proportional_bytes(pid) for pid in used}
            if sum(used.values()) > limit_bytes:
                kill_largest(used, limit_bytes)
        time.sleep(CHECK_INTERVAL_S)


def end_if_incomplete() -> None:
    """Reaps dead children. Raises NodeEnded when a process is gone without which there is no node."""
    reap()
    names = {process_name(pid) for pid in children_of(os.getpid())}
    if "raylet" not in names or ("gcs_server" not in names and os.environ.get("GROUNDPLAN_ROLE") == "head"):
        raise NodeEnded("the raylet or the control store ended")


def children_of(pid: int) -> list[int]:
    """PIDs whose parent is `pid`."""
    return [child for child, parent in records.parent_by_pid().items() if parent == pid]


def descendants() -> list[int]:
    """PIDs of everything below this process."""
    above = records.parent_by_pid()
    found, frontier = [], [os.getpid()]
    while frontier:
        pid = frontier.pop()
        below = [child for child, parent in above.items() if parent == pid]
        found += below
        frontier += below
    return found


def process_name(pid: int) -> str:
    """The kernel's name for a process (15 characters at most)."""
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def private_bytes(pid: int) -> int:
    """Resident memory that is neither a file's nor the object store's (`RssAnon` of /proc/PID/status)."""
    return kib_of(f"/proc/{pid}/status", "RssAnon:") * KIB


def proportional_bytes(pid: int) -> int:
    """The same with shared pages divided among who shares them (`Pss_Anon` of /proc/PID/smaps_rollup)."""
    return kib_of(f"/proc/{pid}/smaps_rollup", "Pss_Anon:") * KIB


def kib_of(path: str, field: str) -> int:
    """One line's number in KiB; 0 where the process has ended."""
    try:
        lines = Path(path).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(field)), 0)


def kill_largest(used: dict[int, int], limit_bytes: int) -> None:
    """Kills the largest process of the node that is no daemon of Ray; Ray starts its task or actor again."""
    candidates = [pid for pid in used if not is_daemon(command_line(pid))]
    if not candidates:
        return
    largest = max(candidates, key=lambda pid: used[pid])
    total = sum(used.values())
    print(
        f"over the node's memory: {total // 2**20} MiB in use, {limit_bytes // 2**20} MiB allowed"
        f" beside the object store; killing process {largest} ({' '.join(command_line(largest))[:80]},"
        f" {used[largest] // 2**20} MiB)",
        flush=True,
    )
    try:
        os.kill(largest, signal.SIGKILL)
    except ProcessLookupError:
        return


def command_line(pid: int) -> list[str]:
    """The arguments of a process, or the one title it gave itself; empty where it has ended."""
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return []
    return [part.decode(errors="replace") for part in raw.rstrip(b"\0").split(b"\0")]


def is_daemon(command: list[str]) -> bool:
    """Whether a command line is one of Ray's own daemons; a worker renames itself `ray::...`."""
    program = command[0] if command else ""
    return (
        program.startswith(TITLES)
        or os.path.basename(program) in PROGRAMS
        or any(part.endswith(SCRIPTS) for part in command)
        or all(part in command for part in CLIENT_PROXY)
    )


def end_rest() -> None:
    """Ends everything below this process."""
    while tree := descendants():
        for pid in tree:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        reap()
        time.sleep(END_POLL_S)


def reap() -> None:
    """Takes leave of every child that has ended."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            continue


def main(payload: dict[str, Any]) -> None:
    """Entry point of the agent's operation `keeper`: whatever ends it, nothing of the node is left behind."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    reason = ""
    try:
        run(payload)
    except NodeEnded as ended:
        reason = str(ended)
    except (OSError, json.JSONDecodeError) as error:
        reason = f"the keeper could not go on: {error}"
    finally:
        end_rest()
    print(reason, flush=True)
    sys.exit(1)
