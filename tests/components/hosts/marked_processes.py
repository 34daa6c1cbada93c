"""Harmless processes with and without the mark of a stack, always ended with the test."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from components.hosts.agent import records

RENAMED = "import ray._raylet as r, time; r.setproctitle('ray::IDLE'); print('renamed', flush=True); time.sleep(600)"
"""Renames itself as every worker of Ray does; no Ray runs in it."""


@contextmanager
def running(
    command: list[str], environment: dict[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a process; afterwards it is killed if it still runs. What it started is for a sweep, if it is marked."""
    process = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def marked(folder: str, identity: str) -> dict[str, str]:
    """Return an environment that carries the mark of one thing of a stack."""
    return records.marked({"PATH": "/usr/bin:/bin"}, folder, identity)


@contextmanager
def sleeping(folder: str | None = None, identity: str = "thing") -> Iterator["subprocess.Popen[bytes]"]:
    """Run a process that does nothing, with the mark of a stack if `folder` is given."""
    environment = marked(folder, identity) if folder else {"PATH": "/usr/bin:/bin"}
    with running(["sleep", "600"], environment) as process:
        yield process


@contextmanager
def renamed(folder: str, identity: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a marked process that has renamed itself."""
    with running([sys.executable, "-c", RENAMED], marked(folder, identity)) as process:
        assert process.stdout is not None and process.stdout.readline() == b"renamed\n", "it has its new name"
        yield process
