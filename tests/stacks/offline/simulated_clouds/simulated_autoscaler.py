"""A simulated autoscaler: a node comes for a pod that waits, with what the pod selects, and goes when it is idle."""

import threading
from collections.abc import Iterator, Mapping
from typing import Any

import httpx

from components.topology.labels import POOL
from tests.control_plane.api import Refused
from tests.control_plane.cluster import ControlPlane

PAUSE_S = 0.3
GPU = "nvidia.com/gpu"
CPUS, MEMORY = 192, "2Ti"
"""More than the machines of a whole example plan, so that one node of a kind is enough for all pods that select it."""


class SimulatedAutoscaler:
    """Makes and removes nodes of a control plane until it is closed. `made` names every node that has come."""

    def __init__(self, plane: ControlPlane) -> None:
        """Begin to look for pods that wait."""
        self._plane = plane
        self._nodes: dict[frozenset[tuple[str, str]], str] = {}
        self._used: set[str] = set()
        self.made: dict[str, Mapping[str, str]] = {}
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="simulated autoscaler", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End; the nodes stay."""
        self._closed.set()
        self._thread.join()

    def _follow(self) -> None:
        while not self._closed.wait(PAUSE_S):
            try:
                self._turn(self._plane.objects.get("/api/v1/pods")["items"])
            except (Refused, httpx.TransportError):
                continue  # the next look sees how it went

    def _turn(self, pods: list[dict[str, Any]]) -> None:
        running = {pod["spec"]["nodeName"] for pod in pods if "nodeName" in pod["spec"]}
        self._used |= running
        for pod in pods:
            if "nodeName" not in pod["spec"] and "deletionTimestamp" not in pod["metadata"]:
                self._make_for(pod)
        for kind, name in list(self._nodes.items()):
            if name in self._used - running and POOL in dict(kind):
                self._plane.remove_node(name)
                del self._nodes[kind]

    def _make_for(self, pod: Mapping[str, Any]) -> None:
        labels = dict(_selected(pod))
        kind = frozenset(labels.items())
        if kind in self._nodes:
            return
        prefix = f"made-{len(self.made) + 1}"
        (name,) = self._plane.add_nodes(
            1, prefix=prefix, cpus=CPUS, memory=MEMORY, gpus=_gpus(pod), labels=labels
        )
        self._nodes[kind] = name
        self.made[name] = labels


def _selected(pod: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the labels without which a node is none for a pod; of several values the one that it names first."""
    yield from (pod["spec"].get("nodeSelector") or {}).items()
    affinity = (pod["spec"].get("affinity") or {}).get("nodeAffinity") or {}
    required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution") or {}
    for term in required.get("nodeSelectorTerms", ())[:1]:
        for one in term.get("matchExpressions", ()):
            if one["operator"] == "In":
                yield one["key"], one["values"][0]


def _gpus(pod: Mapping[str, Any]) -> int:
    asked = (each.get("resources", {}).get("limits", {}).get(GPU, 0) for each in pod["spec"]["containers"])
    return sum(map(int, asked))
