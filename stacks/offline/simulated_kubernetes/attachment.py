"""Starts the simulated provider as a process of its own and says how an engine finds it."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

END_LIMIT_S = 10.0
"""It ends at once when its standard input closes; one that is still there after this hangs and is killed."""


@contextmanager
def attached_provider() -> Iterator[dict[str, str]]:
    """Run the simulated provider; give the environment variables with which an engine attaches to it.

    One process serves any number of engine runs, one after the other or at once. It ends with the context, and with
    the process that started it.
    """
    project = Path(__file__).resolve().parents[3]
    process = subprocess.Popen(
        [sys.executable, "-m", "stacks.offline.simulated_kubernetes"],
        cwd=project,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None and process.stdin is not None  # noqa: S101 - both are pipes
        port = process.stdout.readline().strip()
        if not port.isdecimal():
            raise RuntimeError(
                f"the simulated Kubernetes provider did not start: {port or 'it said nothing'}"
            )
        yield attaching_environment(int(port))
        process.stdin.close()
        process.wait(END_LIMIT_S)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()


def attaching_environment(port: int) -> dict[str, str]:
    """Return the variables with which an engine attaches to the provider on a port and downloads nothing."""
    return {
        "PULUMI_DEBUG_PROVIDERS": f"kubernetes:{port}",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
    }
