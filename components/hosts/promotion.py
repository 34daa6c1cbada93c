"""Running our own programs in the promotion sandbox: promotion itself, and the list of what the registry holds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from components.hosts import inventory
from components.hosts.agent import records, spawning
from components.hosts.agent.records import HostError
from components.topology.model import PROMOTION

SANDBOX = f"sandbox-{PROMOTION}"
CODE_INSIDE = "/groundplan/code"
HOME_INSIDE = "/tmp/home"  # noqa: S108 - the sandbox's own memory file system
# No capability survives the exec, so that the program can do to the namespace's mounts nothing that a job could not.
WITHOUT_CAPABILITIES = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"]
LIST_TIMEOUT_S = 60.0


def promotion_command(stack: str, arguments: Sequence[str], *, code: Path) -> list[str]:
    """The command line that promotes, in the sandbox that may. `code` is the checkout. Raises HostError."""
    return command_inside(stack, ["-m", "workloads.registry.promote", *arguments], code=code)


def command_inside(stack: str, arguments: Sequence[str], *, code: Path) -> list[str]:
    """The command line that runs the environment's Python with `arguments` in the promotion sandbox of `stack`.

    It holds no secret: the stores are mounted there already. Raises HostError where the sandbox does not run.
    """
    folder = str(inventory.state_folder(stack))
    sandbox = records.read_record(folder, SANDBOX)
    if not records.stands(sandbox):
        raise HostError(
            f"the promotion sandbox of stack {stack} does not run; run `groundplan up` and promote again"
        )
    inside = sandbox["isolation"] != "none"
    variables = {
        "GROUNDPLAN_STORES": json.dumps(sandbox["stores"], sort_keys=True),
        "PYTHONPATH": CODE_INSIDE if inside else str(code),
        "HOME": HOME_INSIDE if inside else str(Path.home()),
        "PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
    }
    clean = [
        "env",
        "-i",
        *(f"{name}={value}" for name, value in records.marked(variables, folder, SANDBOX).items()),
    ]
    confined = WITHOUT_CAPABILITIES if inside else []
    return [*spawning.enter_command(sandbox), *confined, *clean, sys.executable, *arguments]


def model_versions(stack: str) -> list[str]:
    """The model versions that the stores of `stack` hold, one line each; empty where none can be read any more."""
    try:
        command = command_inside(
            stack, ["-m", "workloads.registry.versions", "--json"], code=Path(spawning.CODE_ROOT)
        )
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIST_TIMEOUT_S, cwd="/")
    except (HostError, subprocess.TimeoutExpired):
        return []
    if done.returncode != 0:
        return []
    try:
        return [describe(version) for version in json.loads(done.stdout)]
    except (ValueError, LookupError, TypeError, AttributeError):  # not what the registry's program prints
        return []


def describe(version: dict[str, Any]) -> str:
    """One model version in one line."""
    promoted = ", promoted" if version.get("promoted") else ""
    return f"version {version['version']} (held-out accuracy {version['accuracy']:.4f}{promoted})"
