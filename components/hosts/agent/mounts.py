"""What is mounted where, as a process sees it, and taking away what we mounted on the host itself."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

from components.hosts.agent.records import HostError

# Blank, tab, line feed and backslash stand in mountinfo as a backslash and three octal digits (proc(5)).
OCTAL = re.compile(rb"\\([0-7]{3})")
OURS = "fuse.gocryptfs"


@dataclass(frozen=True)
class Mount:
    """One line of mountinfo: where it is mounted, and the type of its file system."""

    path: str
    kind: str


def mounted(process: str = "self") -> list[Mount]:
    """Everything in the mount namespace of `process` (a PID, or "self"); what is covered counts as well."""
    lines = Path(f"/proc/{process}/mountinfo").read_bytes().splitlines()
    fields = [line.split() for line in lines]
    # Optional fields end with a lone hyphen; the type follows it (proc(5)).
    return [Mount(decoded(found[4]), decoded(found[found.index(b"-") + 1])) for found in fields]


def decoded(field: bytes) -> str:
    """A field of mountinfo as the text it stands for."""
    return os.fsdecode(OCTAL.sub(lambda match: bytes([int(match[1], 8)]), field))


def real(path: str) -> str:
    """`path` as the kernel names it: its folder without links; the last part may be a mount that died."""
    parent, name = os.path.split(path)
    return os.path.join(os.path.realpath(parent), name)


def is_mounted(path: str, process: str = "self") -> bool:
    """Whether a volume of ours is mounted at `path` as `process` sees it."""
    return Mount(real(path), OURS) in mounted(process)


def below(folder: str) -> list[Mount]:
    """What is mounted on the host below `folder`, the deepest first."""
    top = os.path.realpath(folder).rstrip("/") + "/"
    return sorted(
        (mount for mount in mounted() if mount.path.startswith(top)), key=lambda mount: -mount.path.count("/")
    )


def unmount(path: str, prefix: tuple[str, ...] = ("fusermount3", "-u", "-z")) -> None:
    """Detach what is mounted at `path` with the command `prefix`, a dead mount too. Raises HostError if it holds."""
    done = subprocess.run([*prefix, path], capture_output=True, text=True)
    if done.returncode != 0:
        raise HostError(
            f"could not unmount {path}: {done.stderr.strip() or f'exit code {done.returncode}'};"
            " close what uses it and run the same command again"
        )


def release(folder: str) -> list[str]:
    """Unmount our volumes on the host below `folder`, and nothing else; their paths. Raises HostError if one holds."""
    released = [mount.path for mount in below(folder) if mount.kind == OURS]
    for path in released:
        unmount(path)
    return released


def refuse_foreign(folder: str) -> None:
    """Raise HostError if anything is mounted below `folder`: it is not ours, and removing the folder would empty it."""
    for mount in below(folder):
        raise HostError(
            f"{mount.path} is a mount ({mount.kind}) that Groundplan did not make, and nothing below it was removed;"
            f" unmount it (`umount {mount.path}`) and run the same command again"
        )
