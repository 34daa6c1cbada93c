"""Digits served on a private Ray behind the ingress that the clusters use, and a way to promote without training."""

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager

import psutil

from tests.workloads.private_ray import (
    kill_tree,
    merged,
    private_environment,
    short_folder,
)
from workloads.registry.manifest import manifest_pointer
from workloads.registry.model import ModelVersion
from workloads.registry.publishing import publish, write_pointer
from workloads.store_path import Store

_PORTS = (
    "RAY_SERVE_HAPROXY_STATS_PORT",
    "RAY_SERVE_HAPROXY_METRICS_PORT",
    "RAY_SERVE_FALLBACK_PROXY_HTTP_PORT",
    "RAY_SERVE_FALLBACK_PROXY_GRPC_PORT",
)


def promote(version: ModelVersion, models: Store) -> None:
    """What `promote` does to the models store, without a registry."""
    publish(version, models)
    write_pointer(models, manifest_pointer(version))


@contextmanager
def served_digits(replicas: int, ingress: Mapping[str, str]) -> Iterator[int]:
    """The port at which the promoted model of this process's stores is served."""
    with short_folder() as folder, ExitStack() as after:
        port, *others = free_ports(1 + len(_PORTS))
        environment = (
            private_environment(folder) | dict(zip(_PORTS, map(str, others), strict=True)) | dict(ingress)
        )
        with (folder / "log").open("w+") as log:
            server = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "tests.workloads.serve_digits.private_serve",
                    str(port),
                    str(replicas),
                ],
                env=merged(environment),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
            after.callback(kill_tree, psutil.Process(server.pid))
            assert server.stdout is not None
            said = server.stdout.readline()
            while said and said != "serving\n":
                said = server.stdout.readline()
            log.seek(0)
            assert said, f"serving did not start:\n{log.read()[-4000:]}"
            yield port


def free_ports(count: int) -> list[int]:
    """That many ports of the loopback that nobody listens at."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return [one.getsockname()[1] for one in sockets]
