"""A simulated kubelet for the pods of one operator: the real program, run as its pod says, without any image.

The program is a static binary, so a folder with it and with the files of the pod's volumes is all the container it
needs. Command, arguments, service account, ConfigMaps and Secrets are those that the pod declares; its pod becomes
ready when the program answers the pod's own readiness probe.
"""

import contextlib
import os
import shutil
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

from tests.control_plane.api import Api, Refused
from tests.control_plane.container_files import environment, mounted_files, write
from tests.control_plane.namespaces import Namespaces

PAUSE_S = 0.25
"""Between two looks; each is a handful of requests."""
CHROOT = shutil.which("chroot", path=f"{os.environ['PATH']}:/usr/sbin:/sbin") or "chroot"
"""Users other than root mostly have no folder of system commands on PATH."""
READY = "simulated/ready"
"""The annotation for which `simulated_kubelet.yaml` waits before it calls an operator's pod ready."""
READINESS = ("Ready", "ContainersReady")
NAMESPACES = {"kuberay": "kuberay-system", "kueue": "kueue-system"}
ARGUMENTS = {
    # In the one network namespace of all pods, its own default is the port of Kueue's second server.
    "kuberay": ("--health-probe-bind-address=:18082",),
    "kueue": (),
}


class Operator:
    """Runs the operator while a pod for it exists, until it is closed."""

    def __init__(
        self,
        name: str,
        binary: Path,
        namespaces: Namespaces,
        api: Api,
        arguments: Sequence[str],
    ) -> None:
        """Begin to look for a pod in the operator's namespace."""
        self._name, self._binary, self._namespaces, self._api = name, binary, namespaces, api
        self._arguments = (*ARGUMENTS[name], *arguments)
        self._process: subprocess.Popen[bytes] | None = None
        self._pod_uid: str | None = None
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._follow, name=f"simulated kubelet of {name}", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the program and stop looking."""
        self._closed.set()
        self._thread.join()

    @property
    def _root(self) -> Path:
        return self._namespaces.folder / f"{self._name}.root"

    def _follow(self) -> None:
        while not self._closed.wait(PAUSE_S):
            try:
                self._turn()
            except (Refused, LookupError, httpx.TransportError) as error:
                self._note(str(error))
        self._end_process()
        with contextlib.suppress(
            Refused, httpx.TransportError
        ):  # the pods or the API server may be gone already
            self._tell(self._pods(), ready=False)

    def _turn(self) -> None:
        pods = [pod for pod in self._pods() if pod["spec"].get("nodeName")]
        uids = [pod["metadata"]["uid"] for pod in pods]
        if self._pod_uid not in uids:
            self._end_process()
        if not pods:
            return
        pod = pods[uids.index(self._pod_uid)] if self._pod_uid in uids else pods[0]
        container = pod["spec"]["containers"][0]
        self._mount(pod, container, again=self._process is not None)
        if self._process is None or self._process.poll() is not None:
            if self._process is not None:
                self._tell(pods, ready=False)
            self._start(pod, container)
        elif not all(_is_ready(each) for each in pods) and self._answers(pod):
            self._tell(pods, ready=True)

    def _tell(self, pods: Sequence[dict[str, Any]], *, ready: bool) -> None:
        """Tell the API server how the pods are: for the first time through KWOK, which gives them their addresses."""
        for pod in pods:
            metadata, status = pod["metadata"], pod["status"]
            path = f"/api/v1/namespaces/{metadata['namespace']}/pods/{metadata['name']}"
            if "podIP" in status:
                conditions = [
                    {**each, "status": str(ready)} if each["type"] in READINESS else each
                    for each in status["conditions"]
                ]
                self._api.patch(f"{path}/status", {"status": {"conditions": conditions}})
            elif ready:
                self._api.patch(path, {"metadata": {"annotations": {READY: "true"}}})

    def _pods(self) -> list[dict[str, Any]]:
        listed = self._api.get(f"/api/v1/namespaces/{NAMESPACES[self._name]}/pods")["items"]
        return [pod for pod in listed if "deletionTimestamp" not in pod["metadata"]]

    def _mount(self, pod: dict[str, Any], container: dict[str, Any], *, again: bool) -> None:
        for path, content in mounted_files(self._api, pod, container, again=again):
            write(self._root, path, content)

    def _start(self, pod: dict[str, Any], container: dict[str, Any]) -> None:
        command = [*container.get("command", ["/manager"]), *container.get("args", []), *self._arguments]
        inside = self._root / command[0].lstrip("/")
        if not inside.exists():
            inside.parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(self._binary, inside)
            except OSError:
                shutil.copy2(self._binary, inside)  # the cache lies on another file system
        (self._root / "tmp").mkdir(exist_ok=True)
        self._note(f"starting {' '.join(command)}")
        with self._log.open("ab") as log:
            self._process = self._namespaces.run(
                [CHROOT, str(self._root), *command],
                env={"PATH": os.environ["PATH"], **environment(pod, container)},
                output=log,
            )
        self._pod_uid = pod["metadata"]["uid"]

    def _answers(self, pod: dict[str, Any]) -> bool:
        """Ask the readiness probe at the pod's node, which is as local as the pod; without a probe it is ready."""
        container = pod["spec"]["containers"][0]
        probe = container.get("readinessProbe", {}).get("httpGet")
        if probe is None:
            return True
        ports = {port.get("name"): port["containerPort"] for port in container.get("ports", [])}
        port = ports.get(probe["port"], probe["port"])
        try:
            self._api.get(f"/api/v1/nodes/http:{pod['spec']['nodeName']}:{port}/proxy{probe['path']}")
        except Refused:
            return False
        return True

    def _end_process(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = self._pod_uid = None
        shutil.rmtree(self._root, ignore_errors=True)

    @property
    def _log(self) -> Path:
        return self._namespaces.folder / f"{self._name}.log"

    def _note(self, line: str) -> None:
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"simulated kubelet: {line}\n")


def _is_ready(pod: dict[str, Any]) -> bool:
    conditions = pod["status"].get("conditions", [])
    return any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)
