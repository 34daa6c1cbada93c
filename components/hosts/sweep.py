"""Removes what a killed run left of a stack on this machine: found by what each process inherited, not by the state.

It touches processes that carry this stack's mark, volumes of ours mounted below the stack's folder, and the folders
that a stack has.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from components.hosts import inventory
from components.hosts.agent import mounts, records, sessions

FOLDERS = ("records", "sandboxes", "tokens", "sessions", "logs", "locks", "volumes")
DATA = "volumes"


def sweep(stack: str, *, keep_data: bool) -> list[str]:
    """Ends and removes what is left; one line for each thing. With `keep_data` the volumes stay, unmounted.

    Raises HostError if a process or mount resists; nothing below a mount that holds is removed.
    """
    folder = inventory.state_folder(stack)
    ended = [f"process {pid} ({name_of(pid)})" for pid in records.processes_of(str(folder))]
    records.end(str(folder), None)
    for path in (folder / "records").glob("*.json"):
        sessions.remove(records.read_record(str(folder), path.stem))
    unmounted = [f"mount {path}" for path in mounts.release(str(folder))]
    removed = [
        remove(folder / name)
        for name in FOLDERS
        if (folder / name).exists() and not (keep_data and name == DATA)
    ]
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()
    return ended + unmounted + removed


def remove(path: Path) -> str:
    """Removes a folder of the stack. Raises HostError if something that is not ours is mounted below it."""
    mounts.refuse_foreign(str(path))
    shutil.rmtree(path)
    return f"folder {path}"


def name_of(pid: int) -> str:
    """What a process calls itself; empty once it has ended."""
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
