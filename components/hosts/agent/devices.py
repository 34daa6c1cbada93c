"""What this machine is: cores, disk, GPUs, the namespaces it allows, and which paths lie on an encrypted device."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from components.hosts.agent import memory, namespaces

# A kernel or a container may allow namespaces and yet refuse a fresh /proc or a mount in them.
PROBE_SCRIPT = "mount -t tmpfs groundplan /tmp && mkdir /tmp/proc && mount -t proc proc /tmp/proc"
PROBE = [*namespaces.UNSHARE_SANDBOX, "--", "sh", "-c", PROBE_SCRIPT]
PROBE_TIMEOUT_S = 10.0
SYS_BLOCK = Path("/sys/dev/block")
# How cryptsetup begins the UUID of a mapping that encrypts. It also makes CRYPT-VERITY and CRYPT-INTEGRITY, which do
# not, and CRYPT-SUBDEV, the parts of others.
ENCRYPTED = tuple(
    f"CRYPT-{kind}-" for kind in ("LUKS1", "LUKS2", "PLAIN", "LOOPAES", "TCRYPT", "BITLK", "FVAULT2")
)


def facts(payload: dict[str, Any]) -> dict[str, Any]:
    """Everything that the plan is measured against; `folder` tells whose disk is asked."""
    total, available = memory.granted_bytes(memory.machine_bytes(), memory.control_groups())
    folder = nearest_existing(Path(payload["folder"]))
    return {
        "cpus": len(os.sched_getaffinity(0)),
        "memory_bytes": total,
        "available_memory_bytes": available,
        "free_disk_bytes": shutil.disk_usage(folder).free,
        "gpus": gpus(),
        "accelerator_devices": accelerator_devices(),
        "isolation": isolation(payload.get("forced_isolation")),
        "device_encryption": encryption_of(str(folder)),
        "gocryptfs": shutil.which("gocryptfs"),
        "fuse": fuse_problem(),
    }


def nearest_existing(path: Path) -> Path:
    """`path`, or the nearest folder above it that exists."""
    return path if path.exists() else nearest_existing(path.parent)


def gpus() -> list[dict[str, Any]]:
    """The GPUs that `nvidia-smi` lists: index, model, memory, and the branch of their driver."""
    if shutil.which("nvidia-smi") is None:
        return []
    query = [
        "nvidia-smi",
        "--query-gpu=index,name,memory.total,driver_version",
        "--format=csv,noheader,nounits",
    ]
    try:
        done = subprocess.run(query, capture_output=True, text=True, timeout=PROBE_TIMEOUT_S)
    except (OSError, subprocess.TimeoutExpired):
        return []
    rows = (
        [[field.strip() for field in line.split(",")] for line in done.stdout.splitlines()]
        if done.returncode == 0
        else []
    )
    return [
        {
            "index": int(row[0]),
            "model": row[1],
            "memory_bytes": int(float(row[2])) * 2**20,
            "driver": _branch(row[3]),
        }
        for row in rows
        if len(row) == 4
    ]


def _branch(version: str) -> int | None:
    """The branch of a driver: 580 of "580.159.04"."""
    branch = version.partition(".")[0]
    return int(branch) if branch.isdecimal() else None


def accelerator_devices() -> list[str]:
    """Device files that a process needs to use the GPUs."""
    return sorted(str(path) for path in Path("/dev").glob("nvidia*") if not path.is_dir())


def isolation(forced: str | None = None) -> dict[str, str]:
    """{"mode": "namespaces" | "none", "reason": one clause}. `forced` "none" asks for no isolation."""
    if forced == "none":
        return {"mode": "none", "reason": "switched off by GROUNDPLAN_ISOLATION=none"}
    try:
        done = subprocess.run(PROBE, capture_output=True, text=True, timeout=PROBE_TIMEOUT_S)
    except FileNotFoundError:
        return {"mode": "none", "reason": "the command unshare (package util-linux) is missing"}
    except subprocess.TimeoutExpired:
        return {"mode": "none", "reason": f"the kernel gave no namespaces within {PROBE_TIMEOUT_S:.0f} s"}
    if done.returncode != 0:
        return {
            "mode": "none",
            "reason": f"the kernel forbids user namespaces here ({done.stderr.strip() or 'no message'})",
        }
    return {"mode": "namespaces", "reason": "user, mount, PID and network namespaces work"}


def fuse_problem() -> str | None:
    """Why FUSE cannot be used here, with the remedy; None where it can."""
    if not os.access("/dev/fuse", os.R_OK | os.W_OK):
        return "/dev/fuse cannot be opened: load the kernel module (`modprobe fuse`) or give this user access to it"
    if shutil.which("fusermount3") is None:
        return "fusermount3 is missing: install the package fuse3"
    return None


def encryption_of(path: str) -> str | None:
    """How the device below `path` is encrypted ("dm-crypt on dm-0"), or None where no evidence says that it is.

    Follows the block device and what it is stacked on (/sys/dev/block/MAJOR:MINOR/slaves). A stack is encrypted if
    every leg of it is.
    """
    device = os.stat(nearest_existing(Path(path))).st_dev
    return encrypted_below(SYS_BLOCK / f"{os.major(device)}:{os.minor(device)}")


def encrypted_below(block: Path) -> str | None:
    """The evidence for one block device folder of /sys."""
    if (block / "partition").exists():  # a partition is named below the disk it is a part of
        return encrypted_below(block.resolve().parent)
    uuid = block / "dm" / "uuid"
    if uuid.exists() and uuid.read_text(encoding="ascii").startswith(ENCRYPTED):
        return f"dm-crypt on {block.resolve().name}"
    legs = sorted((block / "slaves").glob("*")) if (block / "slaves").exists() else []
    found = [encrypted_below(leg) for leg in legs]
    return found[0] if found and all(found) else None
