"""What the machine of a stack is, gathered once before the plan is measured against it, and where the stack lives."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.hosts.agent import records, sessions
from components.hosts.transport import LOCAL, transport_of
from components.topology.facts import GpuFacts, HostFacts

BLOCK_BYTES = 512  # the unit of st_blocks whatever the file system's own (stat(2))


def state_folder(stack: str) -> Path:
    """`$XDG_STATE_HOME/groundplan/stacks/<stack>`: everything of a stack on its host.

    A relative value counts as absent, as the XDG specification says (and as `stacks/paths.py` has it): the engine,
    the commands and the agent run in different folders.
    """
    chosen = Path(os.environ.get("XDG_STATE_HOME", ""))
    home = Path(os.environ.get("HOME") or Path.home())
    state_home = chosen if chosen.is_absolute() else home / ".local" / "state"
    return state_home / "groundplan" / "stacks" / stack


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """`facts` is what the topology needs; the rest is what the target itself needs."""

    facts: HostFacts
    folder: Path
    isolation: dict[str, str]
    accelerator_devices: tuple[str, ...]
    device_encryption: str | None
    gocryptfs: str | None
    fuse_problem: str | None


def gather(stack: str) -> Inventory:
    """Asks this machine."""
    folder = state_folder(stack)
    found = transport_of(LOCAL).call(
        "facts", {"folder": str(folder), "forced_isolation": os.environ.get("GROUNDPLAN_ISOLATION")}
    )
    return Inventory(
        facts=host_facts(found, stored_bytes(folder / "volumes")), folder=folder, isolation=found["isolation"],
        accelerator_devices=tuple(found["accelerator_devices"]), device_encryption=found["device_encryption"],
        gocryptfs=found["gocryptfs"], fuse_problem=found["fuse"],
    )  # fmt: skip


def host_facts(found: dict[str, Any], stored: int) -> HostFacts:
    """The facts of the topology; what the stack's own volumes hold (`stored` bytes) counts as free for them."""
    return HostFacts(
        cpus=found["cpus"], memory_bytes=found["memory_bytes"], available_memory_bytes=found["available_memory_bytes"],
        free_disk_bytes=found["free_disk_bytes"] + stored, gpus=tuple(GpuFacts(**gpu) for gpu in found["gpus"]),
    )  # fmt: skip


def stored_bytes(folder: Path) -> int:
    """Disk space that the files below `folder` take; what is mounted below it is elsewhere and counts nothing."""
    total = 0
    device = folder.stat().st_dev if folder.exists() else None
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if device_of(Path(place) / name) == device]
        for name in names:
            with contextlib.suppress(OSError):
                total += (Path(place) / name).lstat().st_blocks * BLOCK_BYTES
    return total


def device_of(path: Path) -> int | None:
    """The device that `path` lies on; None for a mount that died."""
    try:
        return path.lstat().st_dev
    except OSError:
        return None


def node_states(stack: str) -> dict[str, str]:
    """The state of every Ray node of `stack` as it is now ("running" or "dead"), by the node's name."""
    folder = state_folder(stack)
    found = (
        records.read_record(str(folder), path.stem) for path in sorted((folder / "records").glob("*.json"))
    )
    return {
        record["id"]: "running" if records.is_alive(record) else "dead"
        for record in found
        if record is not None and record["kind"] == "Raylet"
    }


def log_files(stack: str, cluster: str, nodes: Sequence[str]) -> tuple[Path, dict[str, Path]]:
    """The folder of a cluster's sessions of Ray, and for each of its nodes the file with the words of its start.

    A sandbox that was made says itself where its sessions lie; neither folder nor file has to be there.
    """
    folder = state_folder(stack)
    sandbox = records.read_record(str(folder), f"sandbox-{cluster}") or {}
    session = sandbox.get("session") or sessions.session_folder(str(folder), cluster, "namespaces")
    return Path(session), {node: folder / "logs" / f"{node}.log" for node in nodes}
