"""Removes what a killed run left of a stack on this machine: found by what each process inherited, not by the state.

It touches processes that carry this stack's mark, mounts below the stack's folder, and the folders that a stack has.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from components.hosts import inventory
from components.hosts.agent import records
from components.hosts.agent.records import HostError

FOLDERS = ("records", "sandboxes", "tokens", "sessions", "logs", "volumes")
DATA = "volumes"


def sweep(stack: str, *, keep_data: bool) -> list[str]:
    """Ends and removes what is left; one line for each thing. With `keep_data` the volumes stay, unmounted.

    Raises HostError if a process or mount resists; nothing below a mount that holds is removed.
    """
    folder = inventory.state_folder(stack)
    ended = [f"process {pid} ({name_of(pid)})" for pid in records.processes_of(str(folder))]
    records.end(str(folder), None)
    unmounted = [unmount(path) for path in mounts_below(folder)]
    removed = [
        remove(folder / name)
        for name in FOLDERS
        if (folder / name).exists() and not (keep_data and name == DATA)
    ]
    for lock in folder.glob("start-*.lock"):
        lock.unlink()
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()
    return ended + unmounted + removed


def mounts_below(folder: Path) -> list[Path]:
    """Mount points of this process's mount namespace below `folder`, the deepest first."""
    with Path("/proc/self/mountinfo").open(encoding="utf-8") as file:
        points = [Path(line.split()[4].encode().decode("unicode_escape")) for line in file]
    return sorted((point for point in points if folder in point.parents), key=lambda point: -len(point.parts))


def unmount(path: Path) -> str:
    """Takes one mount away. Raises HostError if it holds."""
    done = subprocess.run(["fusermount3", "-u", "-z", str(path)], capture_output=True, text=True)
    if done.returncode != 0:
        raise HostError(
            f"could not unmount {path}: {done.stderr.strip()}; close what uses it and run `groundplan down` again"
        )
    return f"mount {path}"


def remove(path: Path) -> str:
    """Removes a folder of the stack."""
    shutil.rmtree(path)
    return f"folder {path}"


def name_of(pid: int) -> str:
    """What a process calls itself; empty once it has ended."""
    try:
        return Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""
