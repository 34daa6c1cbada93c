"""Processes that a killed engine left behind: its language host, its dynamic providers and its policy packs.

They never end by themselves. Ours carry a mark in their environment; without a living engine above them they
are orphans, and only those are ended. Raylets and other work of a stack belong to the hosts target.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

RUN_MARK = "GROUNDPLAN_ENGINE_RUN"
"""The variable by which a process tells for which stack's state folder an engine started it."""

PLUGIN_WORDS = ("pulumi-language-", "pulumi-resource-", "pulumi-analyzer-", "pulumi.dynamic", "pulumi.policy")
"""What the command line of every plugin that the engine starts contains."""

GRACE_SECONDS = 5.0
"""Plugins end within a second of SIGTERM; after this they are killed."""


def orphans_of(stack_folder: Path) -> dict[int, str]:
    """Return the plugins that a dead engine left for this stack: the command of each by its process."""
    return {process: _command(process) for process in _orphans(str(stack_folder))}


def end_orphans(stack_folder: Path) -> list[str]:
    """End the plugins that a dead engine left for this stack, and return one line for each."""
    orphans = orphans_of(stack_folder)
    for process in orphans:
        _signal(process, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while any(_lives(process) for process in orphans) and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in orphans:
        if _lives(process):
            _signal(process, signal.SIGKILL)
    return [f"process {process} ({command})" for process, command in sorted(orphans.items())]


def _orphans(mark: str) -> Iterator[int]:
    """Yield the marked plugins above which no engine lives."""
    wanted = f"{RUN_MARK}={mark}".encode()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            is_marked = wanted in (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # ended meanwhile, or another user's
        process = int(folder.name)
        is_plugin = any(word in _command(process) for word in PLUGIN_WORDS)
        if is_marked and is_plugin and not _has_engine_above(process):
            yield process


def _has_engine_above(process: int) -> bool:
    """Return whether a program named `pulumi` is the process itself or among its ancestors."""
    while process > 1:
        if _name(process) == "pulumi":
            return True
        process = _parent(process)
    return False


def _parent(process: int) -> int:
    """Return the parent's process id, 0 when there is none."""
    status = _read(process, "stat").rpartition(")")[2].split()
    return int(status[1]) if len(status) > 1 else 0


def _name(process: int) -> str:
    return _read(process, "comm").strip()


def _command(process: int) -> str:
    return _read(process, "cmdline").replace("\0", " ").strip()


def _lives(process: int) -> bool:
    status = _read(process, "stat").rpartition(")")[2].split()
    return bool(status) and status[0] != "Z"


def _read(process: int, entry: str) -> str:
    try:
        return Path(f"/proc/{process}/{entry}").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _signal(process: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, number)
