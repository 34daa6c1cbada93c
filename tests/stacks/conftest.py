"""A simulated project and machine on which the true commands and the true engine run."""

import contextlib
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from stacks.engine import engine_environment, find_engine
from stacks.leftovers import end_orphans

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

PLAN = """\
name: first-light
target: local
storage:
  - {name: datasets, holds: datasets, size: 1GiB}
  - {name: checkpoints, holds: checkpoints, size: 1GiB}
clusters:
  - name: train
    purpose: training
    pools:
      - {name: head, machine: {cpu: 1, memory: 2GiB}, count: 1}
"""

WAIT_SECONDS = 120.0
"""Far above what any step here takes on a busy machine; a test that reaches it has failed."""


@dataclass(frozen=True)
class SimulatedMachine:
    """The simulated project, its world of files and the user's folders.

    Attributes:
        folder: everything of one test lies below it.
        project: the project's root.
        world: where the simulated resources lie.
        environment: what `groundplan` runs with.
        started: every process that the test started, ended with it.
    """

    folder: Path
    project: Path
    world: Path
    environment: Mapping[str, str]
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    @property
    def state(self) -> Path:
        """Return `$XDG_STATE_HOME/groundplan`."""
        return self.folder / "state" / "groundplan"

    def cut_attributes(self) -> None:
        """Leave what a killed engine leaves that writes files of attributes, as ours did once: they are empty.

        The engine reads them where it finds some, though it writes none.
        """
        backend = self.state / "backend"
        assert list(backend.rglob("*.attrs")) == [], "a kill would cut one, and it cannot be read then"
        written = [*backend.rglob("meta.yaml"), *backend.rglob("*.json")]
        assert any(file.name == "local.json" for file in written), "the engine has written its state"
        for file in written:
            file.with_name(f"{file.name}.attrs").touch()

    def order(self, **orders: Any) -> None:
        """Tell the simulated program what to do."""
        (self.world / "orders.json").write_text(json.dumps(orders), encoding="utf-8")

    def made(self) -> set[str]:
        """Return the names of the simulated resources that exist."""
        return {file.name for file in self.world.iterdir()} - {"orders.json", "go-on", "plan.yaml"}

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start `groundplan` and do not wait for it."""
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.stacks.simulated_groundplan", *arguments],
            cwd=ROOT,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.started.append(process)
        return process

    def end_everything(self) -> None:
        """End whatever the test left running: commands, their engines, and the plugins of those."""
        for process in self.started:
            if process.poll() is None:
                process.kill()
                process.communicate()
        for lock in self.locks():
            with contextlib.suppress(ProcessLookupError):
                os.kill(lock["pid"], signal.SIGKILL)
        end_orphans(self.state / "stacks" / "local")

    def groundplan(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `groundplan` to its end."""
        process = self.start(*arguments)
        output, errors = process.communicate(timeout=WAIT_SECONDS)
        return subprocess.CompletedProcess(arguments, process.returncode, output, errors)

    def on_terminal(self, *arguments: str, answer: str) -> tuple[int, str]:
        """Run `groundplan` on a terminal of its own, type an answer when it asks, and return its end and its text."""
        main, side = pty.openpty()
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.stacks.simulated_groundplan", *arguments],
            cwd=ROOT,
            env={**self.environment, "TERM": "xterm", "COLUMNS": "200"},
            stdin=side,
            stdout=side,
            stderr=side,
            text=True,
        )
        self.started.append(process)
        os.close(side)
        text = ""
        with contextlib.suppress(OSError):  # a terminal whose last user is gone reports EIO
            while chunk := os.read(main, 4096):
                asked = "/no]" in text
                text += chunk.decode("utf-8", errors="replace")
                if "/no]" in text and not asked:
                    os.write(main, f"{answer}\n".encode())
        os.close(main)
        return process.wait(timeout=WAIT_SECONDS), text

    def plain_environment(self) -> dict[str, str]:
        """Return what a plain `pulumi` needs to see the same state."""
        return {
            **self.environment,
            **engine_environment(find_engine()),
            "PULUMI_BACKEND_URL": f"file://{self.state}/backend",
            "PULUMI_CONFIG_PASSPHRASE_FILE": str(self.folder / "configuration" / "groundplan" / "passphrase"),
        }

    def locks(self) -> list[dict[str, Any]]:
        """Return the locks of the stack as the engine wrote them."""
        folder = self.state / "backend" / ".pulumi" / "locks"
        return [json.loads(file.read_text(encoding="utf-8")) for file in folder.rglob("*.json")]


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Wait for a condition; the test fails when it does not come true."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited {WAIT_SECONDS:.0f} s in vain until {what}"
        time.sleep(0.05)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[SimulatedMachine]:
    """Give a fresh simulated machine on which nothing was ever brought up."""
    project, world = tmp_path / "project", tmp_path / "world"
    shutil.copytree(HERE / "simulated_project", project, ignore=shutil.ignore_patterns("__pycache__"))
    world.mkdir()
    (tmp_path / "temporary").mkdir()
    (world / "plan.yaml").write_text(PLAN, encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PULUMI")}
    environment |= {
        "HOME": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path / "temporary"),
        # The engine is proven once for all tests.
        "XDG_CACHE_HOME": os.environ.get("XDG_CACHE_HOME", str(Path.home() / ".cache")),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        "XDG_CONFIG_HOME": str(tmp_path / "configuration"),
        "SIMULATED_PROJECT": str(project),
        "SIMULATED_WORLD": str(world),
        "PULUMI_HOME": str(tmp_path / "home" / ".pulumi"),
    }
    simulated = SimulatedMachine(folder=tmp_path, project=project, world=world, environment=environment)
    simulated.order()
    yield simulated
    simulated.end_everything()
