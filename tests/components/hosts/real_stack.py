"""A stack of real volumes, sandboxes and processes on this machine, driven by the agent's own operations."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from components.hosts.agent import mounts, namespaces, records, spawning
from components.hosts.agent.operations import OPERATIONS
from tests.components.hosts.simulated_ray import SOURCE

KEY = "ab" * 32
OTHER_KEY = "cd" * 32
TOKEN = "token-of-a-test"
WAIT_SECONDS = 60.0
"""Far above what any step here takes on a busy machine; a test that reaches it has failed."""

AS_A_JOB = (
    "import os, sys; from components.hosts.agent import kernel; kernel.drop_capabilities();"
    " os.execvp(sys.argv[1], sys.argv[1:])"
)
"""Gives up all capabilities as a keeper does and then runs a command, so that it can do what a job of Ray could."""


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Wait for a condition; the test fails when it does not come true."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited {WAIT_SECONDS:.0f} s in vain until {what}"
        time.sleep(0.01)


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def kill(pid: int) -> None:
    """End a process as `kill -9` does and wait until it is gone."""
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: records.start_ticks(pid) is None, f"process {pid} is gone")


@dataclass(frozen=True)
class RealStack:
    """What the tests do with a stack whose state lies in `folder`; `isolation` is "namespaces" or "none"."""

    folder: str
    isolation: str

    def call(self, operation: str, identity: str, **payload: Any) -> dict[str, Any]:
        """Run one operation of the agent."""
        return OPERATIONS[operation]({"folder": self.folder, "identity": identity, **payload})

    def storage(self) -> dict[str, Any]:
        """Start the storage namespace."""
        return self.call("storage.start", namespaces.STORAGE, isolation=self.isolation)

    def volume_payload(self, store: str, key: str = KEY) -> dict[str, Any]:
        """Return what the operations on a volume take."""
        return {"store": store, "encryption": "gocryptfs", "key": key, "identity": f"volume-{store}"}

    def volume(self, store: str, key: str = KEY) -> dict[str, Any]:
        """Make the volume of a store, or mount it again."""
        return self.call("volume.start", **self.volume_payload(store, key))

    def sandbox_payload(self, name: str, **access_by_store: str) -> dict[str, Any]:
        """Return what starts the sandbox of an identity with these rights."""
        mounted = [
            {"store": store, "holds": store, "access": access, "path": self.mount_point(store)}
            for store, access in access_by_store.items()
        ]
        prefixes = [str(Path(path).resolve()) for path in dict.fromkeys((sys.prefix, sys.base_prefix))]
        return {
            "identity": f"sandbox-{name}",
            "mounts": mounted,
            "isolation": self.isolation,
            "visible": [path for path in prefixes if not Path(path).is_relative_to("/usr")],
            "session": f"{self.folder}/sessions/{name}",
            "token": TOKEN,
            "token_path": f"{self.folder}/tokens/{name}",
        }

    def sandbox(self, name: str, **access_by_store: str) -> dict[str, Any]:
        """Start the sandbox of an identity with these rights."""
        return self.call("sandbox.start", **self.sandbox_payload(name, **access_by_store))

    def node_payload(self, cluster: str, node: str, **orders: Any) -> dict[str, Any]:
        """Return what starts a node of a simulated Ray in the sandbox of a cluster."""
        return {
            "identity": node,
            "sandbox": f"sandbox-{cluster}",
            "session": f"{self.folder}/sessions/{cluster}",
            "executable": sys.executable,
            "argv": ["-c", SOURCE, json.dumps(orders)],
            "environment": {"RAY_AUTH_MODE": "token"},
            "probes": [f"http://127.0.0.1:{orders['port']}/healthz"] if "port" in orders else [],
            "role": "head" if orders.get("head") else "worker",
            "limit_bytes": 2**40,
            "timeout_s": WAIT_SECONDS,
        }

    def node(self, cluster: str, node: str, **orders: Any) -> dict[str, Any]:
        """Start a node of a simulated Ray."""
        return self.call("raylet.start", **self.node_payload(cluster, node, **orders))

    def up(self, name: str, **access_by_store: str) -> dict[str, Any]:
        """Start all that the sandbox of an identity stands on, and then it."""
        self.storage()
        for store in access_by_store:
            self.volume(store)
        return self.sandbox(name, **access_by_store)

    def state(self, identity: str, **payload: Any) -> dict[str, Any]:
        """Return what the agent observes of a thing."""
        kind = "volume" if "store" in payload else "namespace"
        return self.call(f"{kind}.observe", identity, **payload)

    def mount_point(self, store: str) -> str:
        """Return where a store is mounted, as the storage namespace sees it."""
        return f"{self.folder}/volumes/{store}/mount"

    def record(self, identity: str) -> dict[str, Any]:
        """Return the record of a thing that was started."""
        record = records.read_record(self.folder, identity)
        assert record is not None, f"there is no record of {identity}"
        return record

    def processes(self, identity: str) -> list[int]:
        """Return the processes of one thing."""
        return list(records.processes_of(self.folder, identity))

    def as_a_job(self, name: str, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command in a sandbox as a process that a raylet started would run."""
        entered = [
            *spawning.enter_command(self.record(f"sandbox-{name}")),
            sys.executable,
            "-S",
            "-P",
            "-c",
            AS_A_JOB,
        ]
        environment = spawning.agent_environment(
            self.folder, f"job-{name}", code_root=spawning.CODE_ROOT_INSIDE
        )
        return subprocess.run(
            [*entered, *command],
            capture_output=True,
            text=True,
            env=environment,
            cwd="/",
            timeout=WAIT_SECONDS,
        )

    def python_as_a_job(self, name: str, source: str) -> subprocess.CompletedProcess[str]:
        """Run Python code in a sandbox as a job of Ray would."""
        return self.as_a_job(name, sys.executable, "-c", source)

    def read_as_a_job(self, name: str, path: str) -> str:
        """Return what a job reads from a file; the test fails if it cannot."""
        done = self.as_a_job(name, "cat", path)
        assert done.returncode == 0, f"a job of {name} could not read {path}: {done.stderr}"
        return done.stdout

    def write_as_a_job(self, name: str, path: str, text: str) -> None:
        """Write a file as a job would; the test fails if it cannot."""
        source = f"import pathlib; pathlib.Path({path!r}).write_text({text!r})"
        done = self.python_as_a_job(name, source)
        assert done.returncode == 0, f"a job of {name} could not write {path}: {done.stderr}"

    def host_mounts(self) -> list[str]:
        """Return what is mounted below the stack's folder on the host itself."""
        return [mount.path for mount in mounts.below(self.folder)]
