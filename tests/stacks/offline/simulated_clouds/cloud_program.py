"""A Pulumi project that declares resources of clouds by token, driven by the real engine on the simulated providers."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

STACK = "declared"
COMMAND_LIMIT_S = 240.0
"""One command takes 3 to 20 s on two busy cores, most of it the import of an SDK; one that takes this long hangs."""

PROGRAM = """\
import json
from pathlib import Path
import pulumi

declared = json.loads(Path("declared.json").read_text(encoding="utf-8"))
made = {}

def resolved(value):
    if isinstance(value, list):
        return [resolved(item) for item in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"id_of"}:
        return made[value["id_of"]].id
    if set(value) == {"secret"}:
        return pulumi.Output.secret(value["secret"])
    return {key: resolved(item) for key, item in value.items()}

for name, (token, inputs) in declared.get("resources", {}).items():
    made[name] = pulumi.CustomResource(token, name, resolved(inputs))
    pulumi.export(name, made[name].id)
for token, arguments in declared.get("asked", {}).items():
    pulumi.export(token, pulumi.runtime.invoke(token, arguments).value)
"""


@dataclass(frozen=True, kw_only=True)
class CloudProgram:
    """A folder with a project and a file backend."""

    folder: Path
    environment: Mapping[str, str]

    def declare(self, resources: Mapping[str, tuple[str, Mapping[str, Any]]], **asked: Any) -> None:
        """Let the next command find these resources, by name with token and inputs, and these functions to ask."""
        text = json.dumps({"resources": resources, "asked": asked})
        (self.folder / "declared.json").write_text(text, encoding="utf-8")

    def pulumi(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `pulumi` to its end; stdout and stderr come back as one text."""
        return subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color", "never"],
            cwd=self.folder,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=COMMAND_LIMIT_S,
        )

    def run(self, *arguments: str) -> str:
        """Run `pulumi`, which must succeed, and return what it said."""
        done = self.pulumi(*arguments)
        assert done.returncode == 0, f"pulumi {' '.join(arguments)} failed: {done.stdout}"
        return done.stdout

    def up(self) -> str:
        """Bring up what is declared, without a preview before it."""
        return self.run("up", "--yes", "--skip-preview")

    def outputs(self) -> dict[str, Any]:
        """Return the outputs of the stack."""
        return json.loads(self.run("stack", "output", "--json"))

    def refused(self, *arguments: str) -> str:
        """Run `pulumi`, which must fail, and return what it said."""
        done = self.pulumi(*arguments)
        assert done.returncode != 0, f"pulumi {' '.join(arguments)} was expected to fail: {done.stdout}"
        return done.stdout


def make_program(folder: Path, engine_folder: Path, attached: Mapping[str, str]) -> CloudProgram:
    """Return a fresh project with an empty stack."""
    (folder / "state").mkdir()
    (folder / "Pulumi.yaml").write_text("name: declared\nruntime: python\n", encoding="utf-8")
    (folder / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    environment = {
        **search_path_with(engine_folder),
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "simulated",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        **attached,
    }
    program = CloudProgram(folder=folder, environment=environment)
    program.run("stack", "init", STACK)
    return program


def search_path_with(engine_folder: Path) -> dict[str, str]:
    """Return this process's environment with the engine found first, and nothing else told to it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
    folders = [str(engine_folder), str(Path(sys.executable).parent), os.environ["PATH"]]
    return {**inherited, "PATH": os.pathsep.join(folders)}
