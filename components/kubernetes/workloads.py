"""What a Deployment or DaemonSet says of itself and of its pods, as the API server has it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

NAME, COMPONENT = "app.kubernetes.io/name", "app.kubernetes.io/component"
"""Labels that most charts put on what they make."""

Workload = Mapping[str, Any]


def place(workload: Workload) -> str:
    """Return where it is: "namespace/name"."""
    return f"{workload['metadata']['namespace']}/{workload['metadata']['name']}"


def pod(workload: Workload) -> Mapping[str, Any]:
    """Return the specification of its pods."""
    return workload["spec"]["template"]["spec"]


def is_labelled(workload: Workload, wanted: Mapping[str, str]) -> bool:
    """Return whether it has all of these labels, or the template of its pods has: charts put them on either."""
    own = workload["metadata"].get("labels") or {}
    of_pods = (workload["spec"]["template"].get("metadata") or {}).get("labels") or {}
    return any(wanted.items() <= labels.items() for labels in (own, of_pods))


def arguments(workload: Workload) -> tuple[str, ...]:
    """Return the commands and arguments of its containers, one after the other."""
    return tuple(
        part
        for container in _containers(workload)
        for part in (*(container.get("command") or ()), *(container.get("args") or ()))
    )


def repositories(workload: Workload) -> tuple[str, ...]:
    """Return the images of its containers without tags and digests."""
    return tuple(repository(container.get("image", "")) for container in _containers(workload))


def repository(image: str) -> str:
    """Return an image without its tag and digest: the last colon is a tag's unless a slash comes after it.

    >>> repository("localhost:5000/kuberay/operator:v1.6.1@sha256:0")
    'localhost:5000/kuberay/operator'
    """
    named = image.partition("@")[0]
    head, colon, tail = named.rpartition(":")
    return head if colon and "/" not in tail else named


def _containers(workload: Workload) -> Iterator[Mapping[str, Any]]:
    yield from pod(workload).get("containers") or ()
