"""A Pulumi project that declares objects, driven by the real engine on a real control plane."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parent / "program"

STACK = "declared"

COMMAND_LIMIT_S = 120.0
"""One command takes 2 to 10 s on two busy cores; one that takes this long hangs."""

Manifest = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class DeclaredProgram:
    """A folder with a project and a file backend, and the namespace in which its objects are."""

    folder: Path
    environment: Mapping[str, str]
    home: str = ""

    def moved(self, folder: Path, *, home: str, kubeconfig: str) -> "DeclaredProgram":
        """Return the copy of this program in another folder, aimed at a cluster."""
        variables = {
            "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
            "DECLARED_KUBECONFIG": kubeconfig,
            "PULUMI_STACK": STACK,
        }
        return replace(self, folder=folder, home=home, environment={**self.environment, **variables})

    def declare(self, *objects: Manifest, **more: Any) -> None:
        """Let the next command find these objects in the program; `more` are patches, charts, options."""
        text = json.dumps({"objects": objects, **more})
        (self.folder / "project" / "declared.json").write_text(text, encoding="utf-8")

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `pulumi` and do not wait for it."""
        return subprocess.Popen(
            ["pulumi", *arguments, "--non-interactive", "--color", "never"],
            cwd=self.folder / "project",
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def pulumi(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `pulumi` to its end; stdout and stderr come back as one text in stdout."""
        process = self.start(*arguments)
        try:
            output, _ = process.communicate(timeout=COMMAND_LIMIT_S)
        finally:
            if process.poll() is None:
                process.kill()
                process.communicate()
        return subprocess.CompletedProcess(arguments, process.returncode, output)

    def run(self, *arguments: str) -> str:
        """Run `pulumi`, which must succeed, and return what it said."""
        done = self.pulumi(*arguments)
        assert done.returncode == 0, f"pulumi {' '.join(arguments)} failed: {done.stdout}"
        return done.stdout

    def up(self, *arguments: str) -> str:
        """Bring up what is declared, without a preview before it."""
        return self.run("up", "--yes", "--skip-preview", *arguments)

    def destroy(self) -> str:
        """Take everything down."""
        return self.run("destroy", "--yes", "--skip-preview")

    def refused(self, *arguments: str) -> str:
        """Run `pulumi`, which must fail, and return what it said."""
        done = self.pulumi(*arguments)
        assert done.returncode != 0, f"pulumi {' '.join(arguments)} was expected to fail: {done.stdout}"
        return done.stdout


def make_program(folder: Path, engine_folder: Path, attached: Mapping[str, str]) -> DeclaredProgram:
    """Return a fresh project with an empty stack."""
    project, state = folder / "project", folder / "state"
    project.mkdir()
    state.mkdir()
    for file in ("Pulumi.yaml", "__main__.py"):
        (project / file).write_text((PROGRAM / file).read_text(encoding="utf-8"), encoding="utf-8")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
    environment = {
        **inherited,
        "PATH": os.pathsep.join([str(engine_folder), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{state}",
        "PULUMI_CONFIG_PASSPHRASE": "simulated",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        **attached,
    }
    program = DeclaredProgram(folder=folder, environment=environment)
    program.run("stack", "init", STACK)
    return program
