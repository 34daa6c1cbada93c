"""A real MLflow server on the loopback, started as on Kubernetes: by TLS, and files of models go through it."""

import os
import ssl
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from components.services.registry.encryption import FOLDER, database_names, server_names
from components.services.registry.providers import RegistryAuthorityProvider
from components.services.registry.server import server_manifests
from tests.components.services.isolation.topologies import named, topology
from tests.workloads.private_ray import kill_tree, wait_until
from tests.workloads.serving import free_ports


@dataclass(frozen=True, kw_only=True)
class RegistryServer:
    """Where it answers, the file with whom to believe there, and the folder that only it reaches."""

    address: str
    trusted: Path
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
    address, trusted = f"https://127.0.0.1:{port}", certificates(folder)
    command = [
        *(sys.executable, "-m", "mlflow", "server", "--workers", "1"),
        *("--host", "127.0.0.1", "--port", str(port)),
        *("--backend-store-uri", f"sqlite:///{folder / 'mlflow.db'}"),
        *("--serve-artifacts", "--artifacts-destination", destination),
        *("--uvicorn-opts", uvicorn_options().replace(FOLDER, str(folder))),
    ]
    with (folder / "log").open("w+") as log:
        server = subprocess.Popen(
            command, env={**os.environ, **environment}, cwd=folder, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            wait_until(
                lambda: server.poll() is not None or _answers(address, trusted),
                "the registry's server to answer",
            )
            log.seek(0)
            assert server.poll() is None, f"the server did not start:\n{log.read()[-4000:]}"
            yield RegistryServer(address=address, trusted=trusted, kept=kept)
        finally:
            kill_tree(psutil.Process(server.pid))


def certificates(folder: Path) -> Path:
    """Write what `up` brings into a folder, as the server's pod has it; the file with whom to believe."""
    plan = topology()
    names = {"server_names": [*server_names(plan)], "database_names": [*database_names(plan)]}
    made = RegistryAuthorityProvider().create({"name": "registry-authority", **names}).outs or {}
    (folder / "tls.crt").write_text(made["server_certificate"])
    (folder / "tls.key").write_text(made["server_key"])
    (folder / "ca.crt").write_text(made["trusted"])
    return folder / "ca.crt"


def uvicorn_options() -> str:
    """What the manifest tells the server of TLS."""
    deployment = named(server_manifests(topology()), "Deployment", "registry")
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    return container["args"][container["args"].index("--uvicorn-opts") + 1]


def _answers(address: str, trusted: Path) -> bool:
    believed = ssl.create_default_context(cafile=str(trusted))
    try:
        with urllib.request.urlopen(f"{address}/health", timeout=5, context=believed) as answer:
            return answer.status == 200
    except OSError:
        return False
