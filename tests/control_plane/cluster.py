"""A real Kubernetes control plane with simulated nodes, for tests."""

import functools
import os
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Self

import httpx

from tests.control_plane.api import Api, Refused
from tests.control_plane.build import binaries
from tests.control_plane.launch import CONTROLLERS, SERVERS, prepare
from tests.control_plane.namespaces import Namespaces
from tests.control_plane.nodes import node
from tests.control_plane.simulated_containers import Operator
from tests.control_plane.simulated_dns import DNS_SERVICE
from tests.control_plane.simulated_volumes import VolumeProvisioner

TIMEOUT_S = 300.0
"""Three times what anything here took on two cores that seven other test runs shared."""
POLL_S = 0.05
GARBAGE = {"GOGC": "200"}
"""The API server looks for garbage at thrice what it holds: operators' kinds cost it a quarter less, for 450 MiB."""
LOG_LINES = 400
"""How much of a program's log a failure quotes: what an operator says of itself at its start is in it."""


class ControlPlane:
    """etcd, the API server, controllers, the scheduler and KWOK's nodes; operators where a test starts them.

    It listens on one port of 127.0.0.1, which asks for a certificate, and ends with the process that made it.
    """

    def __init__(self) -> None:
        """Start it; returns when it takes pods. Raises with the log of what failed, or Refused where Go is missing."""
        self._binaries = binaries()
        self._namespaces = Namespaces()
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._operators: dict[str, Operator | VolumeProvisioner] = {}
        self._node_count = 0
        try:
            self._prepared = prepare(self.folder, self._namespaces.port, self._binaries)
            self.objects = Api(
                self._prepared.server, self._prepared.authority.certificate, self._prepared.administrator
            )
            for name in SERVERS:
                self._run(name, self._prepared.commands[name])
            self.wait(self._is_ready, "the API server to be ready")
            for name in CONTROLLERS:
                self._run(name, self._prepared.commands[name])
            self.wait(
                self._takes_pods, "the controllers to make the service account of the namespace `default`"
            )
            self.objects.apply(DNS_SERVICE)
        except BaseException:
            self.stop()
            raise

    def __enter__(self) -> Self:
        """Give it to the body of a `with`."""
        return self

    def __exit__(self, *_raised: object) -> None:
        """End it with the body."""
        self.stop()

    @property
    def folder(self) -> Path:
        """The folder of everything it writes, logs included; it goes away with it."""
        return self._namespaces.folder

    @property
    def kubeconfig(self) -> Path:
        """The file with which an administrator gets in; only its owner may read it."""
        return self._prepared.kubeconfig

    @property
    def server(self) -> str:
        """The address of the API server as seen from this machine."""
        return self._prepared.server

    @property
    def authority(self) -> Path:
        """The certificate of whom the API server's certificate is from."""
        return self._prepared.authority.certificate

    @functools.cached_property
    def api(self) -> Any:
        """The official Python client (`kubernetes.client.ApiClient`)."""
        import kubernetes.config  # an extra, and slow to import: only for who asks

        return kubernetes.config.new_client_from_config(str(self.kubeconfig))

    def add_nodes(
        self,
        count: int,
        *,
        prefix: str,
        cpus: int,
        memory: str,
        gpus: int = 0,
        gpu_product: str | None = None,
        zone: str | None = None,
        labels: Mapping[str, str] | None = None,
        first: int = 1,
    ) -> list[str]:
        """Add nodes `<prefix>-<first>` and so on, and return their names as soon as they are ready."""
        names = [f"{prefix}-{number}" for number in range(first, first + count)]
        for name in names:
            self._node_count += 1
            manifest = node(
                name=name, number=self._node_count, cpus=cpus, memory=memory, gpus=gpus,
                gpu_product=gpu_product, zone=zone, labels=labels or {},
            )  # fmt: skip
            self.objects.request("POST", "/api/v1/nodes", manifest)
        self.wait(lambda: set(names) <= set(self.ready_nodes()), f"the nodes {prefix}-* to be ready")
        return names

    def ready_nodes(self) -> list[str]:
        """Return the names of the nodes that take pods."""
        return [
            entry["metadata"]["name"]
            for entry in self.objects.get("/api/v1/nodes")["items"]
            for condition in entry["status"].get("conditions", [])
            if condition["type"] == "Ready" and condition["status"] == "True"
            # The controller takes its taint away a moment after the kubelet says that it is ready.
            if not any(
                taint["key"].startswith("node.kubernetes.io/") for taint in entry["spec"].get("taints", [])
            )
        ]

    def remove_node(self, name: str) -> None:
        """Take a node away with all that ran on it.

        As when a cloud takes a machine back; the API server's garbage collector would wait for a minute first.
        """
        self.objects.remove(f"/api/v1/nodes/{name}")
        for pod in self.objects.get(f"/api/v1/pods?fieldSelector=spec.nodeName={name}")["items"]:
            metadata = pod["metadata"]
            self.objects.remove(f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}")

    def kubectl(self, *arguments: str, input: str | None = None) -> str:  # noqa: A002 (as subprocess names it)
        """Run kubectl as administrator and return what it printed; raises CalledProcessError with its stderr."""
        command = [str(self._binaries["kubectl"]), f"--kubeconfig={self.kubeconfig}", *arguments]
        return subprocess.run(command, input=input, text=True, capture_output=True, check=True).stdout

    def refused(self, *arguments: str, input: str | None = None) -> str:  # noqa: A002 (as subprocess names it)
        """Run kubectl, which has to fail, and return why it did."""
        try:
            said = self.kubectl(*arguments, input=input)
        except subprocess.CalledProcessError as error:
            return str(error.stderr)
        raise AssertionError(f"kubectl {' '.join(arguments)} was not refused: {said}")

    def start(self, name: str, *, arguments: Sequence[str] = ()) -> None:
        """Let the pods of an operator be run: "kuberay" or "kueue", or "volumes" for a simulated provisioner.

        Its namespace, rights, configuration and Deployment are what somebody declares, before or after; the operator
        runs as soon as they are there, with `arguments` after its own, and its pod is ready when it answers.
        """
        if name in self._operators:
            raise ValueError(f"{name} is started already; end it first with end({name!r})")
        if name == "volumes":
            self._operators[name] = VolumeProvisioner(self.objects, self.folder / "volumes.log")
        else:
            self._operators[name] = Operator(
                name, self._binaries[name], self._namespaces, self.objects, arguments
            )

    def end(self, name: str) -> None:
        """End an operator that was started; its declaration stays, and its pods are not ready any more."""
        self._operators.pop(name).close()

    def run_inside(
        self, command: Sequence[str], env: Mapping[str, str] | None = None, *, log: Path | None = None
    ) -> subprocess.Popen[bytes]:
        """Start a process where all pods, nodes and Services are local; its output goes to `log`, else nowhere.

        Who listens on 0.0.0.0 answers for every pod. Ending the returned process ends the command.
        """
        with (log or Path(os.devnull)).open("ab") as output:
            return self._namespaces.run(command, env={**os.environ, **(env or {})}, output=output)

    def wait(self, condition: Callable[[], object], what: str, timeout_s: float = TIMEOUT_S) -> None:
        """Return when `condition` holds; raises with logs when a program ends or the time is up."""
        end = time.monotonic() + timeout_s
        while not condition():
            for name, process in self._running.items():
                if process.poll() is not None:
                    raise RuntimeError(f"{name} ended with {process.returncode}\n{self.log_of(name)}")
            if time.monotonic() > end:
                logs = "\n".join(f"{name}:\n{self.log_of(name)}" for name in self._operators)
                raise TimeoutError(f"waited {timeout_s:.0f} s for {what}\n{logs}")
            time.sleep(POLL_S)

    def log_of(self, name: str) -> str:
        """Return the last lines of a program's log."""
        file = self.folder / f"{name}.log"
        if not file.is_file():
            return "it has not run"
        return "\n".join(file.read_text(encoding="utf-8", errors="replace").splitlines()[-LOG_LINES:])

    def stop(self) -> None:
        """End everything and remove its folder."""
        for name in list(self._operators):
            self.end(name)
        self._namespaces.close()
        for process in self._running.values():
            process.wait()

    def _run(self, name: str, command: Sequence[str]) -> None:
        self._running[name] = self.run_inside(command, GARBAGE, log=self.folder / f"{name}.log")

    def _is_ready(self) -> bool:
        try:
            return self.objects.get("/readyz") == "ok"
        except (Refused, httpx.TransportError):
            return False

    def _takes_pods(self) -> bool:
        return self.objects.find("/api/v1/namespaces/default/serviceaccounts/default") is not None
