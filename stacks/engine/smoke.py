"""The smoke run: does this engine run programs, dynamic providers and policy packs, and heed them?

It previews the program in `toolchain/smoke` twice with the pack beside it: once as the pack allows, which
must pass, and once as it forbids, which must be refused by the pack, all in a folder that is removed.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from stacks.cli.failures import Failed
from stacks.engine.progress import Progress
from stacks.engine.search_path import search_path
from stacks.engine.versions import TOOLCHAIN

SMOKE_TIMEOUT_S = 180.0
"""One preview takes 2 to 10 s on two busy cores; one that takes this long hangs."""
POLICY = "allow-checked-label"
QUOTED_CHARACTERS = 1500


def smoke_run(binaries: Path, progress: Progress, program: Path = TOOLCHAIN / "smoke") -> None:
    """Raise Failed unless the engine in `binaries` passes the smoke run."""
    progress.begin("engine: smoke run with a policy pack", total=3)
    with tempfile.TemporaryDirectory(prefix="groundplan-smoke-") as temporary:
        folder = Path(temporary)
        (folder / "state").mkdir()
        shutil.copytree(program, folder / "program", ignore=shutil.ignore_patterns("__pycache__"))
        environment = _environment(binaries, folder)
        made = _pulumi(["stack", "init", "smoke"], folder, environment)
        _require(made.returncode == 0, binaries, "cannot make a stack in a folder", made)
        progress.advance()
        preview = ["preview", "--stack", "smoke", "--policy-pack", "pack"]
        allowed = _pulumi(preview, folder, {**environment, "GROUNDPLAN_SMOKE_LABEL": "allowed"})
        _require(allowed.returncode == 0, binaries, "cannot preview a program with a policy pack", allowed)
        progress.advance()
        forbidden = _pulumi(preview, folder, {**environment, "GROUNDPLAN_SMOKE_LABEL": "forbidden"})
        refused = forbidden.returncode != 0 and POLICY in forbidden.stdout
        _require(refused, binaries, "lets pass what a policy pack forbids", forbidden)
        progress.advance()
    progress.end()


def _environment(binaries: Path, folder: Path) -> Mapping[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
    return {
        **inherited,
        "PATH": search_path([binaries], os.environ.get("PATH", "")),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
        # Nothing secret is in this stack, and it is gone in seconds.
        "PULUMI_CONFIG_PASSPHRASE": "smoke",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }


def _pulumi(
    arguments: list[str], folder: Path, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    command = ["pulumi", *arguments, "--non-interactive", "--color", "never"]
    try:
        return subprocess.run(
            command,
            cwd=folder / "program",
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=SMOKE_TIMEOUT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as hung:
        raise Failed(
            f"the engine's smoke run hung: {' '.join(command)} took over {SMOKE_TIMEOUT_S:.0f} s"
        ) from hung
    except OSError as error:
        raise Failed(f"the engine cannot be started: {error}") from error


def _require(holds: bool, binaries: Path, trouble: str, answer: subprocess.CompletedProcess[str]) -> None:
    if not holds:
        said = answer.stdout.strip()[-QUOTED_CHARACTERS:].replace("\n", "\n  ")
        raise Failed(f"the engine in {binaries} {trouble}; it says:\n  {said}")
