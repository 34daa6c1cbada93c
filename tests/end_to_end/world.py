"""A stack for the end-to-end tests: the real command line, engine and Ray, in folders that go away."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from components.hosts import inventory
from components.hosts.agent import records
from stacks.paths import PROJECT_ROOT

GROUNDPLAN = str(Path(sys.executable).with_name("groundplan"))
COMMAND_LIMIT_S = 600
"""A hang must end the test; a busy machine must not."""


@dataclass
class World:
    """One user's folders, one plan and one stack. `folder` has a short path, as a socket's path must."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="gp-")))
    name: str = field(default_factory=lambda: f"e2e-{uuid.uuid4().hex[:8]}")

    def __post_init__(self) -> None:
        source = (PROJECT_ROOT / "stacks/plans/local-small.yaml").read_text(encoding="utf-8")
        # Ports follow the plan's name: a plan of its own meets no quickstart that runs beside it.
        self.plan.write_text(source.replace("name: quickstart", f"name: {self.name}", 1), encoding="utf-8")

    @property
    def plan(self) -> Path:
        """The plan's file."""
        return self.folder / "plan.yaml"

    @property
    def stack(self) -> str:
        """The stack's name; what begins with `local-` is made and removed by the commands themselves."""
        return f"local-{self.name}"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of this user's commands; the cache, with the engine in it, stays the real one."""
        own = {"XDG_STATE_HOME": str(self.folder / "state"), "XDG_CONFIG_HOME": str(self.folder / "config")}
        return {**os.environ, **own}

    @property
    def state_folder(self) -> Path:
        """Where everything of the stack lies on this machine."""
        return self.folder / "state" / "groundplan" / "stacks" / self.stack

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Starts `groundplan ARGUMENTS --stack ...` in a process group of its own."""
        command, rest = arguments[0], arguments[1:]
        return subprocess.Popen(
            [GROUNDPLAN, command, "--stack", self.stack, *rest],
            cwd=PROJECT_ROOT, env=self.environment, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip

    def run(self, *arguments: str, expected: int = 0) -> subprocess.CompletedProcess[str]:
        """Runs `groundplan ARGUMENTS`; fails the test with all it printed if it ends otherwise than `expected`."""
        process = self.start(*arguments)
        try:
            out, err = process.communicate(timeout=COMMAND_LIMIT_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            out, err = process.communicate()
            raise AssertionError(f"groundplan {arguments} hangs\n{out}\n{err}") from None
        assert process.returncode == expected, (
            f"groundplan {arguments} ended {process.returncode}\n{out}\n{err}"
        )
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)

    def shell(self, script: str, *, cluster: str = "train") -> subprocess.CompletedProcess[str]:
        """Runs a script as a user would after `eval "$(groundplan env)"`."""
        prepared = f'set -e; eval "$({GROUNDPLAN} env --stack {self.stack} --cluster {cluster})"\n{script}'
        return subprocess.run(
            ["bash", "-c", prepared], cwd=PROJECT_ROOT, env=self.environment, text=True, capture_output=True,
            stdin=subprocess.DEVNULL, timeout=COMMAND_LIMIT_S,
        )  # fmt: skip

    def status(self) -> dict[str, Any]:
        """The document of `groundplan status --json`."""
        return json.loads(self.run("status", "--json").stdout)

    def cluster(self, name: str) -> dict[str, Any]:
        """What `status` says of one cluster."""
        return next(cluster for cluster in self.status()["clusters"] if cluster["name"] == name)

    def node_states(self) -> dict[str, str]:
        """The state of each Ray node by its name."""
        return {
            node["node"]: node["state"] for cluster in self.status()["clusters"] for node in cluster["nodes"]
        }

    def incarnations(self) -> dict[str, str]:
        """Which run of each thing this is, by its identity."""
        found = [records.read_record(str(self.state_folder), path.stem) for path in self.records()]
        return {record["id"]: record["incarnation"] for record in found if record}

    def records(self) -> list[Path]:
        """The record files of the stack."""
        return sorted((self.state_folder / "records").glob("*.json"))

    def processes(self) -> list[int]:
        """PIDs of everything of the stack that runs."""
        return list(records.processes_of(str(self.state_folder)))

    def remove(self) -> None:
        """Takes the stack down whatever state it is in, and the folders with it."""
        self.run("down", "--yes")
        shutil.rmtree(self.folder)
        (PROJECT_ROOT / "stacks" / "config" / f"Pulumi.{self.stack}.yaml").unlink(missing_ok=True)


def wait_until(condition: Callable[[], bool], what: str, timeout_s: float = 600) -> None:
    """Waits for a condition; fails the test saying what did not come."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not come within {timeout_s:.0f} s"
        time.sleep(0.05)


def wait_while_it_runs(process: subprocess.Popen[str], condition: Callable[[], bool], what: str) -> None:
    """Waits for what a command brings; fails the test with all the command printed if it ends before."""
    wait_until(lambda: process.poll() is not None or condition(), what)
    if process.poll() is not None and not condition():
        out, err = process.communicate()
        raise AssertionError(f"{process.args} ended {process.returncode} before {what}\n{out}\n{err}")


def kill_with_all_below(process: subprocess.Popen[str]) -> None:
    """`kill -9` of a command, its engine and its plugins: everything that descends from it and is not detached work."""
    above = records.parent_by_pid()
    doomed = [process.pid]
    for pid in doomed:
        doomed += [child for child, parent in above.items() if parent == pid and not is_detached(child)]
    for pid in doomed:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.communicate()


def is_detached(pid: int) -> bool:
    """Whether a process is work of the stack, which outlives commands by design."""
    return records.STACK_VARIABLE in records.environment_of(pid)


def host_folder(world: World) -> Path:
    """The stack's folder as the target itself computes it, to see that both agree."""
    return inventory.state_folder(world.stack)
