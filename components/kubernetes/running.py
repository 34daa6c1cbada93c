"""How many machines each Ray cluster may have now, read from what runs: what is up already, and how large."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from components.kubernetes.access import Access, Missing
from components.topology.labels import CLUSTER, STACK

MARKER = "rayclusters.ray.io"
LISTS = ("/apis/ray.io/v1/rayclusters", "/apis/ray.io/v1/rayservices")
HEAD = "head"
"""The pool of a cluster's one head."""


def machines(access: Access, kinds: Iterable[str]) -> dict[tuple[str, str, str], int]:
    """Return how many machines may run by (stack, cluster, pool) of every stack. Raises NoCluster with one sentence."""
    found: dict[tuple[str, str, str], int] = {}
    for path in LISTS if MARKER in kinds else ():
        try:
            for each in access.listed(path, labelSelector=f"{STACK},{CLUSTER}"):
                found |= machines_of(each)
        except Missing:  # a KubeRay that is too old to serve v1
            continue
    return found


def machines_of(ray: Mapping[str, Any]) -> dict[tuple[str, str, str], int]:
    """Return how many machines a RayCluster or RayService may have by (stack, cluster, pool); an owned one has none."""
    if ray["metadata"].get("ownerReferences"):
        return {}
    labels, spec = ray["metadata"]["labels"], ray["spec"]
    groups = spec.get("rayClusterConfig", spec).get("workerGroupSpecs") or ()
    counts = {group["groupName"]: int(group.get("maxReplicas") or 0) for group in groups}
    return {(labels[STACK], labels[CLUSTER], pool): count for pool, count in {HEAD: 1, **counts}.items()}
