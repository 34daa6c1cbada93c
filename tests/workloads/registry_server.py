"""A real MLflow server on the loopback, started as on Kubernetes: files of models go through it."""

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.workloads.private_ray import kill_tree, wait_until
from tests.workloads.serving import free_ports


@dataclass(frozen=True, kw_only=True)
class RegistryServer:
    """Where it answers, and the folder that only it reaches."""

    address: str
    kept: Path

    def file_of(self, name: str) -> Path:
        """The only file of that name that it keeps."""
        (found,) = self.kept.rglob(name)
        return found


@contextmanager
def registry_server(
    folder: Path, *, kept: Path, destination: str, environment: Mapping[str, str]
) -> Iterator[RegistryServer]:
    """A server with an empty registry in `folder`, gone with all its processes afterwards.

    It keeps the files of models at `destination`, which are files in `kept`, and has `environment` besides this one.
    """
    (port,) = free_ports(1)
    address = f"http://127.0.0.1:{port}"
    command = [
        *(
            sys.executable,
            "-m",
            "mlflow",
            "server",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--workers",
            "1",
        ),
        *("--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}"),
        *("--serve-artifacts", "--artifacts-destination", destination),
    ]
    with (folder / "log").open("w+") as log:
        server = subprocess.Popen(
            command, env={**os.environ, **environment}, cwd=folder, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_until(
                lambda: server.poll() is not None or _answers(address), "the registry's server to answer"
            )
            log.seek(0)
            assert server.poll() is None, f"the server did not start:\n{log.read()[-4000:]}"
            yield RegistryServer(address=address, kept=kept)
        finally:
            kill_tree(psutil.Process(server.pid))


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False
