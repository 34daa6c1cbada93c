"""A stack of plain Pulumi, beside which ours is measured: a program, a backend and a home of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from stacks.engine.environment import engine_environment

LIMIT_S = 1800
"""A hang must end the benchmark; the longest command takes three minutes."""


class PlainStack:
    """A copy of a project with an empty stack, below a folder; the engine is the one that we run."""

    def __init__(
        self, folder: Path, project: Path, stack: str, environment: Mapping[str, str] = os.environ
    ) -> None:
        (folder / "backend").mkdir(parents=True)
        found = {**environment, **engine_environment()}
        self.environment = {
            **found,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), found["PATH"]]),
            "PULUMI_BACKEND_URL": f"file://{folder / 'backend'}",
            "PULUMI_HOME": str(folder / "home"),
            "PULUMI_CONFIG_PASSPHRASE": "for a benchmark",
        }
        self.project = Path(shutil.copytree(project, folder / "project"))
        self.call("stack", "init", stack)

    def call(self, *arguments: str) -> None:
        """Run `pulumi ARGUMENTS` on the stack; raises SystemExit with what it said where it fails."""
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive"], cwd=self.project, env=self.environment, capture_output=True,
            text=True, timeout=LIMIT_S, check=False,
        )  # fmt: skip
        if done.returncode != 0:
            raise SystemExit(f"pulumi {arguments} ended {done.returncode}\n{done.stdout}\n{done.stderr}")
