"""A project of simulated resources that the real engine previews and applies with a policy pack."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stacks.engine import find_engine
from stacks.offline.attachment import attached_provider
from tests.policies.simulated_hosts import Resources

PROJECT = Path(__file__).resolve().parents[2]
SECURITY_PACK = PROJECT / "policies" / "security"
ALL_PACKS = PROJECT / "policies" / "all"
PROGRAMS = Path(__file__).parent / "programs"

COMMAND_LIMIT_S = 120.0
"""One command takes 3 to 10 s on two busy cores; one that takes this long hangs."""


@dataclass(frozen=True)
class SimulatedProject:
    """A Pulumi project in a folder of its own, with a file backend beside it."""

    folder: Path
    environment: dict[str, str]

    def write(self, resources: Resources | list[dict[str, Any]]) -> None:
        """Let the next command find these resources in the program."""
        (self.folder / "resources.json").write_text(json.dumps(resources), encoding="utf-8")

    def pulumi(self, *arguments: str, pack: Path | None = SECURITY_PACK) -> subprocess.CompletedProcess[str]:
        """Run `pulumi` with the arguments and the pack; stdout and stderr come back as one text in stdout."""
        with_pack = ["--policy-pack", str(pack)] if pack else []
        return subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color", "never", *with_pack],
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=COMMAND_LIMIT_S,
            check=False,
        )

    def created(self) -> list[str]:
        """Return the names of the resources whose creation reached the simulated provider."""
        journal = self.folder / "created.txt"
        return journal.read_text(encoding="utf-8").split() if journal.exists() else []


@pytest.fixture(scope="session")
def engine_folder() -> Path:
    """Return the folder of the engine's binaries; without an engine the tests fail, with the remedy."""
    engine = find_engine()
    on_path = shutil.which("pulumi")
    if engine is None and on_path is None:
        pytest.fail("there is no Pulumi engine; run `groundplan engine`")
    return engine.bin if engine else Path(str(on_path)).parent


@pytest.fixture
def simulated_project(engine_folder: Path, tmp_path: Path) -> SimulatedProject:
    """Return a fresh project of the hosts target with an empty stack."""
    return project_of("hosts_simulated", engine_folder, tmp_path, {})


@pytest.fixture
def captured_project(engine_folder: Path, tmp_path: Path) -> Iterator[SimulatedProject]:
    """Give a fresh project with an empty stack, whose resources are those that an example declares."""
    with attached_provider("simulated_providers", package="tests.policies") as attached:
        yield project_of("captured_simulated", engine_folder, tmp_path, attached)


def project_of(
    program: str, engine_folder: Path, tmp_path: Path, attached: Mapping[str, str]
) -> SimulatedProject:
    """Return a copy of one of the simulated programs, with an empty stack; `attached` is of its providers."""
    folder, state = tmp_path / "program", tmp_path / "state"
    shutil.copytree(PROGRAMS / program, folder, ignore=shutil.ignore_patterns("__pycache__"))
    state.mkdir()
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI_")}
    environment = {
        **inherited,
        "PATH": os.pathsep.join([str(engine_folder), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PULUMI_HOME": str(tmp_path / "home"),
        "PULUMI_BACKEND_URL": f"file://{state}",
        "PULUMI_CONFIG_PASSPHRASE": "simulated",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
        "PULUMI_DEBUG_COMMANDS": "true",  # else --event-log is unknown
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        **attached,
    }
    project = SimulatedProject(folder, environment)
    made = project.pulumi("stack", "init", "simulated", pack=None)
    assert made.returncode == 0, f"the stack could not be made: {made.stdout}"
    return project
