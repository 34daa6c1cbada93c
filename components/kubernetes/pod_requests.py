"""What the pods of a cluster ask of its nodes, counted as the scheduler does: by node, and by whose they are. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from components.kubernetes.nodes import GPU, is_part
from components.topology.facts import NO_STACK, Requests
from components.topology.labels import PLAN, STACK
from components.topology.quantity import bytes_of, cores_of, value_of

PODS = "/api/v1/pods"
RUNNING = "spec.nodeName!=,status.phase!=Succeeded,status.phase!=Failed"
"""The selector of fields for pods that have a node and have not ended."""
ENDED = frozenset({"Succeeded", "Failed"})

Amounts = Mapping[str, Fraction]


def taken_by_node(
    pods: Iterable[Mapping[str, Any]], namespaces: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, Requests]]:
    """Return what pods ask by node and by stack, that of the labels of their namespace.

    Where a plan's namespace has no stack's label nobody can tell whose pods they are, so these are in nobody's way.
    """
    found: dict[str, dict[str, Requests]] = {}
    for pod in pods:
        node, labels = pod["spec"].get("nodeName"), namespaces.get(pod["metadata"]["namespace"], {})
        if (
            not node
            or (pod.get("status") or {}).get("phase") in ENDED
            or (PLAN in labels and STACK not in labels)
        ):
            continue
        of_node, stack = found.setdefault(node, {}), labels.get(STACK, NO_STACK)
        of_node[stack] = of_node.get(stack, Requests()) + requests_of(pod)
    return found


def requests_of(pod: Mapping[str, Any]) -> Requests:
    """Return what a pod asks: the most of what starts before its containers and of all that run at once.

    An init container that is restarted runs on beside all that come after it (kubernetes.io, "Sidecar Containers",
    "Resource sharing within containers"); what the pod as a whole asks holds instead of the sum of its containers.
    """
    spec = pod["spec"]
    beside: Amounts = {}
    peak: Amounts = {}
    for container in spec.get("initContainers") or ():
        asked = _asked(container)
        if container.get("restartPolicy") == "Always":
            beside = _sum(beside, asked)
            peak = _most(peak, beside)
        else:
            peak = _most(peak, _sum(beside, asked))
    at_once = beside
    for container in spec.get("containers") or ():
        at_once = _sum(at_once, _asked(container))
    found = _sum({**_most(peak, at_once), **_asked(spec)}, _read(spec.get("overhead")))
    return Requests(
        cpus=found.get("cpu", Fraction(0)),
        memory_bytes=int(found.get("memory", 0)),
        devices={name: int(count) for name, count in sorted(found.items()) if name == GPU or is_part(name)},
    )


def _asked(of: Mapping[str, Any]) -> Amounts:
    return _read((of.get("resources") or {}).get("requests"))


def _read(amounts: Mapping[str, Any] | None) -> Amounts:
    readers = {"cpu": cores_of, "memory": bytes_of}
    return {
        name: Fraction(readers.get(name, value_of)(str(amount))) for name, amount in (amounts or {}).items()
    }


def _sum(one: Amounts, other: Amounts) -> Amounts:
    return {
        name: one.get(name, Fraction(0)) + other.get(name, Fraction(0)) for name in one.keys() | other.keys()
    }


def _most(one: Amounts, other: Amounts) -> Amounts:
    return {
        name: max(one.get(name, Fraction(0)), other.get(name, Fraction(0)))
        for name in one.keys() | other.keys()
    }
