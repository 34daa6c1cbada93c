"""Starts simulated providers as a process of their own and says how an engine finds them."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from stacks.paths import NO_BYTECODE, PROJECT_ROOT

END_LIMIT_S = 90.0
"""It ends at once when its standard input closes, and removes what its folder still has first: a minute at most."""

ATTACHED = re.compile(r"[a-z-]+:[0-9]+(,[a-z-]+:[0-9]+)*")


@contextmanager
def attached_provider(
    module: str, *arguments: str, package: str = "stacks.offline"
) -> Iterator[dict[str, str]]:
    """Run the simulated providers of a module, such as simulated_clouds; give the variables by which engines attach."""
    with started_provider(module, *arguments, package=package) as ready:
        yield ready()


@contextmanager
def started_provider(
    module: str, *arguments: str, package: str = "stacks.offline"
) -> Iterator[Callable[[], dict[str, str]]]:
    """Start simulated providers, and give what waits for them: they take seconds, in which other work can be done.

    One process serves any number of engine runs, one after the other or at once. It ends with the context, and with
    the process that started it; a Ctrl-C at the terminal does not reach it, so it sees the engine to its end.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", f"{package}.{module}", *arguments],
        cwd=PROJECT_ROOT,
        env={name: value for name, value in os.environ.items() if name != NO_BYTECODE},
        start_new_session=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdin is not None  # noqa: S101 - it is a pipe
        yield lambda: _said(process)
        process.stdin.close()
        _wait_for_its_end(process)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def _said(process: subprocess.Popen[str]) -> dict[str, str]:
    """Return the variables by which engines attach. Raises RuntimeError where the process ended before it served."""
    assert process.stdout is not None  # noqa: S101 - it is a pipe
    said = process.stdout.readline().strip()
    if not ATTACHED.fullmatch(said):
        raise RuntimeError(f"the simulated provider did not start: {said or 'it said nothing'}")
    return {"PULUMI_DEBUG_PROVIDERS": said, "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true"}


def _wait_for_its_end(process: subprocess.Popen[str]) -> None:
    """Raise RuntimeError where it does not end; whoever started it kills it then."""
    try:
        process.wait(END_LIMIT_S)
    except subprocess.TimeoutExpired:
        raise RuntimeError(
            f"the simulated provider did not end within {END_LIMIT_S:.0f} s and is killed"
        ) from None
