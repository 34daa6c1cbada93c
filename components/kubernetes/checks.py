"""Whether a cluster can be what a topology asks: every refusal at once, before anything is created."""

import re
from collections.abc import Iterator, Mapping

from components.kubernetes import network
from components.kubernetes.gathering import MANAGED_BY, SERVICE_OF_CRD, Inventory
from components.topology.errors import TopologyError
from components.topology.model import Topology
from components.topology.names import namespace_name

OLDEST = (1, 30)
"""Validating admission policies are stable from 1.30 on, and what isolates serving needs them."""
TESTED = (1, 34)
"""The version that the tests run; a newer one is told, not refused."""

PLAN = "groundplan-plan"
"""The label by which every object tells its plan."""
NAMESPACE_OF_OPERATOR = {
    "kuberay": "kuberay-system",
    "kueue": "kueue-system",
    "gpu-operator": "gpu-operator",
}
"""Where `components/services` puts what it brings (docs/decisions/0009)."""

KINDS_OF_SERVICE = {
    "kuberay": ("rayclusters.ray.io", "rayservices.ray.io", "rayjobs.ray.io"),
    "kueue": (
        "clusterqueues.kueue.x-k8s.io",
        "localqueues.kueue.x-k8s.io",
        "resourceflavors.kueue.x-k8s.io",
        "workloads.kueue.x-k8s.io",
    ),
}
"""The kinds that we use of an operator which the cluster has already."""


def cluster_errors(topology: Topology, found: Inventory, present: frozenset[str]) -> list[TopologyError]:
    """Return everything that keeps the topology from being made on a cluster."""
    errors = [*_version_errors(found.version), *_right_errors(found), *_kind_errors(found.kinds, present)]
    return [
        *errors,
        *network.dns_errors(found.dns),
        *_storage_errors(topology, found),
        *_namespace_errors(topology, found, present),
        *_operator_errors(topology, found),
    ]


def version_of(text: str) -> tuple[int, int]:
    """Return major and minor version: "v1.34.1+k3s1" is (1, 34), a text that is no version (0, 0)."""
    found = re.match(r"v?(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def version_note(version: str) -> str | None:
    """Return what to tell of a version that nobody ran yet, or None."""
    if version_of(version) <= TESTED:
        return None
    return f"Kubernetes {version} is newer than what was tested ({TESTED[0]}.{TESTED[1]})"


def gpu_note(topology: Topology, found: Inventory) -> str | None:
    """Return what to tell where the plan asks GPUs and no node tells of any, or None."""
    asking = [
        f"{pool.cluster}/{pool.name}"
        for cluster in topology.clusters
        for pool in cluster.pools
        if pool.machine.gpus and pool.inventory
    ]
    if not asking or found.facts.shows_gpus:
        return None
    return (
        f"no node of the cluster tells of GPUs yet, so {', '.join(asking)} could not be measured; "
        "pods wait until the device plugin has found them"
    )


def _version_errors(version: str) -> list[TopologyError]:
    if version_of(version) >= OLDEST:
        return []
    return [
        TopologyError(
            path="target",
            asked=f"the cluster runs Kubernetes {version}",
            allowed=f"{OLDEST[0]}.{OLDEST[1]} or newer, which has validating admission policies",
            remedy="upgrade the cluster",
        )
    ]


def _right_errors(found: Inventory) -> list[TopologyError]:
    if not found.missing_rights:
        return []
    return [
        TopologyError(
            path="target",
            asked=f"the credential of context {found.access.context} may not: {', '.join(found.missing_rights)}",
            allowed="all of these are needed to bring the plan up",
            remedy="ask the cluster's owner for them (docs/how-to/use-a-kubernetes-cluster.md has the role)",
        )
    ]


def _kind_errors(kinds: Mapping[str, Mapping[str, str]], present: frozenset[str]) -> list[TopologyError]:
    errors = []
    for service, needed in KINDS_OF_SERVICE.items():
        missing = [kind for kind in needed if kind not in kinds]
        if service in present and missing:
            errors.append(
                TopologyError(
                    path="target",
                    asked=f"the cluster has {service} without the kinds {', '.join(missing)}",
                    allowed=f"a {service} that is there already is used as it is, with all of its kinds",
                    remedy=f"install what is missing, or remove its kind {_marker(service)} and let `up` make it",
                )
            )
    return errors


def _marker(service: str) -> str:
    return next(kind for kind, of in SERVICE_OF_CRD.items() if of == service)


def _storage_errors(topology: Topology, found: Inventory) -> list[TopologyError]:
    if found.storage is not None:
        return []
    stores = [store.name for store in topology.stores if store.kind == "filesystem"]
    named = f"the stores {', '.join(stores)}" if stores else "kept logs, the heads' state and the services"
    return [
        TopologyError(
            path="storage",
            asked=f"{named} need volumes",
            allowed="the cluster has no default storage class that makes any",
            remedy="mark one with the annotation storageclass.kubernetes.io/is-default-class=true",
        )
    ]


def _namespace_errors(topology: Topology, found: Inventory, present: frozenset[str]) -> list[TopologyError]:
    """What is declared under the name of something foreign would take it over, and `down` would remove it."""
    errors = []
    for path, name in _own_namespaces(topology, present):
        labels = found.namespaces.get(name)
        if labels is not None and labels.get(PLAN) != topology.labels[PLAN]:
            errors.append(
                TopologyError(
                    path=path,
                    asked=f"`up` would make the namespace {name}",
                    allowed="the cluster has a namespace of this name that is not this plan's",
                    remedy="rename the plan or the cluster, or remove that namespace if nothing needs it",
                )
            )
    return errors


def _own_namespaces(topology: Topology, present: frozenset[str]) -> Iterator[tuple[str, str]]:
    for cluster in topology.clusters:
        yield f"clusters[{cluster.name}].name", namespace_name(topology.name, cluster.name)
    for part in ("registry", "observability"):
        yield "name", namespace_name(topology.name, part)
    has_gpus = any(pool.machine.gpus for cluster in topology.clusters for pool in cluster.pools)
    needed = {"kuberay": True, "kueue": bool(topology.queues), "gpu-operator": has_gpus}
    for service, name in NAMESPACE_OF_OPERATOR.items():
        if needed[service] and service not in present:
            yield "target", name


def _operator_errors(topology: Topology, found: Inventory) -> list[TopologyError]:
    """An operator that another plan brought serves that plan's namespaces alone, and goes with it."""
    errors = []
    for kind, service in SERVICE_OF_CRD.items():
        labels = found.kinds.get(kind, {})
        owner = labels.get(PLAN)
        if labels.get(MANAGED_BY) == "groundplan" and owner != topology.labels[PLAN]:
            errors.append(
                TopologyError(
                    path="target",
                    asked=f"the cluster's {service} belongs to the plan {owner}",
                    allowed="it serves that plan alone, and its `down` removes it",
                    remedy=f"install {service} by its own chart for both plans, or use a cluster for each plan",
                )
            )
    return errors
