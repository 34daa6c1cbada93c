"""Where Ray keeps the sockets and logs of a cluster on the host.

A Unix socket's path has at most 107 characters (unix(7)), and Ray adds up to 66 of its own
(`session_<time>_<pid>/sockets/plasma_store`). Inside a sandbox the folder is always called /ray; without isolation the
host's own path counts, and a state folder is too long for it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
from pathlib import Path
from typing import Any

from components.hosts.agent.records import HostError

SHORT_ROOT = "/tmp"
DIGEST_LENGTH = 16


def session_folder(folder: str, identity: str, isolation: str) -> str:
    """The folder of one identity's sockets and logs; below the stack's `folder` wherever its path may be long."""
    if isolation != "none":
        return f"{folder}/sessions/{identity}"
    digest = hashlib.sha256(f"{folder}/{identity}".encode()).hexdigest()
    return f"{SHORT_ROOT}/gp-{digest[:DIGEST_LENGTH]}"


def make(path: str) -> None:
    """Makes the folder, for its owner alone. Raises HostError if another's folder or a link has taken the name."""
    Path(path).mkdir(parents=True, exist_ok=True, mode=0o700)
    found = os.lstat(path)
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise HostError(
            f"{path} belongs to somebody else or is open to others; remove it and run the same command again"
        )


def remove(record: dict[str, Any] | None) -> None:
    """Removes the folder that a sandbox's record names, where it lies outside the stack's own folder."""
    path = (record or {}).get("session", "")
    if path.startswith(f"{SHORT_ROOT}/gp-"):
        shutil.rmtree(path, ignore_errors=True)
