"""One record a thing that runs on this host: written before it starts, so that a killed start is found again.

A record tells a process by its PID and its start time (field 22 of /proc/PID/stat, in clock ticks since boot) on one
boot: a PID alone is used again by the kernel. Processes also carry `GROUNDPLAN_STACK` and `GROUNDPLAN_ID` in their
environment, which their children inherit; that finds what a crash orphaned before its PID was written down.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeGuard

STACK_VARIABLE, ID_VARIABLE = "GROUNDPLAN_STACK", "GROUNDPLAN_ID"
BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
END_TIMEOUT_S = 20.0
END_POLL_S = 0.02


class HostError(Exception):
    """Something on a host did not work; the message is one sentence for the user."""


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Replaces `path` at once, mode 0600."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(content, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path)


def record_path(folder: str, identity: str) -> Path:
    """Where the record of `identity` lies in the stack's `folder`."""
    return Path(folder) / "records" / f"{identity}.json"


def read_record(folder: str, identity: str) -> dict[str, Any] | None:
    """The record, or None where there is none."""
    try:
        return json.loads(record_path(folder, identity).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None


def announce(folder: str, identity: str, kind: str, **details: Any) -> dict[str, Any]:
    """Writes the record of something about to start; its `incarnation` is new each time."""
    record = {"id": identity, "kind": kind, "incarnation": secrets.token_hex(8), **details}
    write_json(record_path(folder, identity), record)
    return record


def settle(folder: str, identity: str, pid: int, **details: Any) -> dict[str, Any]:
    """Completes the record with the process that now runs."""
    record = read_record(folder, identity) or {"id": identity}
    record |= {"pid": pid, "start_ticks": start_ticks(pid), "boot": boot_id(), **details}
    write_json(record_path(folder, identity), record)
    return record


@contextlib.contextmanager
def alone(folder: str, identity: str) -> Iterator[None]:
    """Waits until nobody else works on `identity`; the kernel frees the place of who dies at it."""
    path = Path(folder) / "locks" / f"{identity}.lock"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def forget(folder: str, identity: str) -> None:
    """Removes the record."""
    record_path(folder, identity).unlink(missing_ok=True)


def boot_id() -> str:
    """A name for this boot of the machine."""
    return BOOT_ID.read_text(encoding="ascii").strip()


def start_ticks(pid: int) -> int | None:
    """When `pid` started, in clock ticks since boot; None if it does not run (a zombie does not run)."""
    try:
        fields = (
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        )
    except (FileNotFoundError, ProcessLookupError):
        return None
    return None if fields[0] in "ZX" else int(fields[19])


def is_alive(record: dict[str, Any] | None) -> bool:
    """Whether exactly the process of the record still runs."""
    if not record or not record.get("pid") or record.get("boot") != boot_id():
        return False
    return start_ticks(record["pid"]) == record["start_ticks"] and record["start_ticks"] is not None


def stands(record: dict[str, Any] | None) -> TypeGuard[dict[str, Any]]:
    """Whether a namespace can be built on: its process runs, or it was noted that it needs none."""
    return record is not None and (record["isolation"] == "none" or is_alive(record))


def environment_of(pid: int) -> dict[str, str]:
    """The environment `pid` was started with; empty where it cannot be read."""
    try:
        raw = Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return {}
    pairs = (entry.split(b"=", 1) for entry in raw.split(b"\0") if b"=" in entry)
    return {os.fsdecode(key): os.fsdecode(value) for key, value in pairs}


def processes_of(folder: str, identity: str | None = None) -> Iterator[int]:
    """PIDs of this stack's processes on this host, or of one thing in it: those that carry its mark and their children.

    What a marked process started counts too: it may have been given another environment.
    """
    above = parent_by_pid()
    own = {pid for pid in above if pid != os.getpid() and is_marked(pid, folder, identity)}
    above.pop(os.getpid(), None)
    frontier = set(own)
    while frontier:
        frontier = {pid for pid, parent in above.items() if parent in frontier and pid not in own}
        own |= {pid for pid in frontier if not belongs_elsewhere(pid, folder, identity)}
        frontier &= own
    yield from sorted(own)


def is_marked(pid: int, folder: str, identity: str | None) -> bool:
    """Whether the environment of `pid` says that it is this stack's, and `identity`'s if one is given."""
    environment = environment_of(pid)
    return environment.get(STACK_VARIABLE) == folder and identity in (None, environment.get(ID_VARIABLE))


def belongs_elsewhere(pid: int, folder: str, identity: str | None) -> bool:
    """Whether `pid` carries a mark of its own that names another thing."""
    environment = environment_of(pid)
    return STACK_VARIABLE in environment and not is_marked(pid, folder, identity)


def parent_by_pid() -> dict[int, int]:
    """The parent of every process that runs (a zombie does not)."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (
                    (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                )
            except OSError:
                continue
            if fields[0] not in "ZX":
                found[int(entry.name)] = int(fields[1])
    return found


def marked(environment: dict[str, str], folder: str, identity: str) -> dict[str, str]:
    """`environment` with the two variables that tell whose a process is, and one that keeps them legible.

    SPT_NOENV=1 tells setproctitle, by which Ray's processes rename themselves, to leave the memory of the environment.
    """
    return {**environment, STACK_VARIABLE: folder, ID_VARIABLE: identity, "SPT_NOENV": "1"}


def end(folder: str, identity: str | None, *, grace_s: float = 0.0) -> int:
    """End every process of `identity` (None: of the whole stack): ask first if `grace_s` is given, then kill.

    Returns how many there were. Raises HostError if one outlives SIGKILL (it then hangs in the kernel).
    """
    seen: set[int] = set()
    begun = time.monotonic()
    while remaining := list(processes_of(folder, identity)):
        waited = time.monotonic() - begun
        if waited > END_TIMEOUT_S + grace_s:
            raise HostError(
                f"process {remaining[0]} of {identity or folder} did not end within {END_TIMEOUT_S:.0f} s;"
                f" run the same command again, or look at what it waits for in /proc/{remaining[0]}/stack"
            )
        number = signal.SIGTERM if waited < grace_s else signal.SIGKILL
        for pid in remaining if number == signal.SIGKILL else set(remaining) - seen:
            seen.add(pid)
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        time.sleep(END_POLL_S)
    return len(seen)
