"""Which machines each Ray cluster may have now, read from what runs: how many are up already, and how large."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from components.kubernetes.access import Access, Missing
from components.kubernetes.pod_requests import requests_of
from components.topology.facts import Machines, Requests
from components.topology.labels import CLUSTER, STACK
from components.topology.node_room import NOTHING

MARKER = "rayclusters.ray.io"
LISTS = ("/apis/ray.io/v1/rayclusters", "/apis/ray.io/v1/rayservices")
HEAD = "head"
"""The pool of a cluster's one head."""
BESIDE_HEAD = Requests(cpus=Fraction(3, 4), memory_bytes=2 * 2**30)
"""The most that a head's machine gives to pods of the cluster beside its own (components/ray/manifests/shares.py)."""

Running = dict[tuple[str, str, str], Machines]


def machines(access: Access, kinds: Iterable[str]) -> Running:
    """Return which machines may run by (stack, cluster, pool) of every stack. Raises NoCluster with one sentence."""
    found: Running = {}
    for path in LISTS if MARKER in kinds else ():
        try:
            for each in access.listed(path, labelSelector=f"{STACK},{CLUSTER}"):
                found |= machines_of(each)
        except Missing:  # a KubeRay that is too old to serve v1
            continue
    return found


def machines_of(ray: Mapping[str, Any]) -> Running:
    """Return which machines a RayCluster or RayService may have by (stack, cluster, pool); an owned one has none."""
    if ray["metadata"].get("ownerReferences"):
        return {}
    labels, spec = ray["metadata"]["labels"], ray["spec"]
    spec = spec.get("rayClusterConfig", spec)
    found = {HEAD: Machines(count=1, each=_each(spec.get("headGroupSpec"), BESIDE_HEAD))}
    for group in spec.get("workerGroupSpecs") or ():
        found[group["groupName"]] = Machines(count=int(group.get("maxReplicas") or 0), each=_each(group))
    return {(labels[STACK], labels[CLUSTER], pool): each for pool, each in found.items()}


def _each(group: Mapping[str, Any] | None, beside: Requests = NOTHING) -> Requests | None:
    template = (group or {}).get("template")
    return requests_of(template) + beside if template else None
