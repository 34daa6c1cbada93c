"""A Ray of the test's own: found by nobody else, with a token of its own, and gone with the test."""

import os
import secrets
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil

# What a busy machine with two cores may take for anything a test waits for.
PATIENCE_SECONDS = 300


def private_environment(folder: Path) -> dict[str, str]:
    """Environment in which `ray.init()` starts a Ray below `folder` and finds no other; sockets need it short."""
    return {
        "RAY_ADDRESS": "local",
        "RAY_TMPDIR": str(folder),
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": secrets.token_hex(32),
        "RAY_USAGE_STATS_ENABLED": "0",
    }


@contextmanager
def short_folder() -> Iterator[Path]:
    """A folder with a path short enough for Ray's sockets: those have at most 107 characters."""
    folder = Path(tempfile.mkdtemp(prefix="gp-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_until(condition: Callable[[], object], what: str) -> None:
    """Look until the condition holds; fails with `what` where it does not in time."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within {PATIENCE_SECONDS} s"
        time.sleep(0.05)


def processes_named(name: str, of: psutil.Process) -> list[psutil.Process]:
    """The descendants of a process whose command line begins with `name`, as Ray renames its workers."""
    found = []
    for process in of.children(recursive=True):
        try:
            if " ".join(process.cmdline()).startswith(name):
                found.append(process)
        except psutil.Error:
            continue
    return found


def kill_tree(process: psutil.Process) -> None:
    """Kill a process and all its descendants, and wait until they are gone."""
    family = [process, *process.children(recursive=True)] if process.is_running() else []
    for member in family:
        try:
            member.send_signal(signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(family, timeout=PATIENCE_SECONDS)


def merged(more: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without what it knows of another Ray, and `more`."""
    return {key: value for key, value in os.environ.items() if not key.startswith("RAY_")} | dict(more)
