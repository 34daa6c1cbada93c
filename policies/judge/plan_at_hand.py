"""Finds the plan of the stack under judgement: the one value that a pack takes from the stack's configuration.

The engine runs a pack in the pack's own folder, and says neither where it runs itself nor what a component got.
"""

import json
from collections.abc import Mapping
from pathlib import Path

CONFIGURATION = "PULUMI_CONFIG"
"""The variable in which the engine hands a pack the configuration of the stack, as an object of texts in JSON."""

PLAN_KEY = "groundplan:plan"
"""The path of the plan, relative to the project's root."""

PROJECT_FILE = "Pulumi.yaml"

MAX_PLAN_BYTES = 64 * 1024
"""The most that a plan may have; what is larger is refused by the program that reads it whole."""

LAUNCHER = b"pulumi-analyzer-policy"
"""In the command of the engine's own script that starts a pack: it stands between the engine and the pack."""


def plan_text(environment: Mapping[str, str], pack: Path, processes: Path, parent: int) -> str | None:
    """Return the text of the plan, or None where no plan is named or it cannot be read.

    `pack` is the folder of the pack, `processes` the folder in which the system shows its processes (/proc), `parent`
    the process that started this one.
    """
    named = _named(environment)
    root = _project_root(pack, processes, parent) if named else None
    if named is None or root is None:
        return None
    try:
        path = root / named
        if not path.is_file():
            return None
        with path.open("rb") as file:
            content = file.read(MAX_PLAN_BYTES + 1)
        return content.decode("utf-8-sig") if len(content) <= MAX_PLAN_BYTES else None
    except (OSError, ValueError):
        return None


def _named(environment: Mapping[str, str]) -> str | None:
    """Return what the stack's configuration says of the plan; nothing else of it is looked at."""
    try:
        named = json.loads(environment.get(CONFIGURATION, "{}")).get(PLAN_KEY)
    except (ValueError, AttributeError, RecursionError):
        return None
    return named if isinstance(named, str) and named else None


def _project_root(pack: Path, processes: Path, parent: int) -> Path | None:
    """Return the nearest folder with a project, above where the engine works, else above the pack."""
    for start in (_engine_folder(processes, parent), pack):
        for folder in (start, *start.parents) if start else ():
            if (folder / PROJECT_FILE).is_file():
                return folder
    return None


def _engine_folder(processes: Path, parent: int) -> Path | None:
    """Return the folder in which the engine works; None where the system does not show it, as macOS does not."""
    try:
        if LAUNCHER in (processes / str(parent) / "cmdline").read_bytes():
            status = (processes / str(parent) / "status").read_text(encoding="utf-8", errors="replace")
            parent = int(status.partition("\nPPid:")[2].split("\n")[0])
        return (processes / str(parent) / "cwd").readlink()
    except (OSError, ValueError):
        return None
