"""The workloads' code as pods see it that no command can bring it to: an archive in a ConfigMap, mounted. Pure.

The runtime image holds no code of ours, so that one image serves every commit. Python and Ray import from the archive.
"""

from __future__ import annotations

from typing import Any

from components import containers

FOLDER = "/groundplan/code"
"""Where pods see it."""
ARCHIVE = "workloads.zip"
PATH = f"{FOLDER}/{ARCHIVE}"
VOLUME = "code"


def volume(config_map: str) -> dict[str, Any]:
    """Return the volume with the code that a ConfigMap holds."""
    return {"name": VOLUME, "configMap": {"name": config_map}}


def mount() -> dict[str, Any]:
    """Return where a container sees it."""
    return containers.mount(VOLUME, FOLDER, read_only=True)
