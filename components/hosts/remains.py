"""What of a stack is still on this machine: just what `sweep` would end, unmount and remove. It changes nothing."""

from __future__ import annotations

from components.hosts import inventory
from components.hosts.agent import mounts, records
from components.hosts.sweep import FOLDERS, name_of
from components.topology.audit import Found

HERE = "this machine"


def remains(stack: str) -> list[Found]:
    """Return the processes, the mounts of volumes and the folders of a stack."""
    folder = inventory.state_folder(stack)
    running = [("process", f"{pid} ({name_of(pid)})") for pid in records.processes_of(str(folder))]
    mounted = [("mount", mount.path) for mount in mounts.below(str(folder)) if mount.kind == mounts.OURS]
    kept = [("folder", str(folder / name)) for name in FOLDERS if (folder / name).exists()]
    return [
        Found(kind=kind, name=name, location=HERE, is_named=True)
        for kind, name in (*running, *mounted, *kept)
    ]
