"""Whether a cluster can be what a topology asks: every refusal at once, before anything is created."""

import re
from collections.abc import Iterator, Mapping

from components.kubernetes import cilium, network
from components.kubernetes.gathering import Inventory
from components.kubernetes.gpu_checks import driver_errors, driver_note, profile_errors, software_note
from components.kubernetes.gpu_reach import reach_notes
from components.kubernetes.needed_rights import needed
from components.kubernetes.operator_checks import operator_errors
from components.kubernetes.ownership import owner_errors
from components.kubernetes.rights import Right, written
from components.kubernetes.scraping import rights_to_look, scraping_notes
from components.kubernetes.services import marker, service_errors, service_notes
from components.kubernetes.stored import stored
from components.topology.errors import TopologyError
from components.topology.model import Topology

OLDEST = (1, 30)
"""Validating admission policies are stable from 1.30 on, and what isolates serving needs them."""
TESTED = (1, 34)
"""The version that the tests run; a newer one is told, not refused, and so is one down to `OLDEST`."""

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
    errors = [*_version_errors(found.version), *_kind_errors(found.kinds, present)]
    errors += operator_errors(topology, found, present)
    errors += _right_errors(found, found.missing_rights & rights_needed(topology, found, present))
    errors += [*network.dns_errors(found.dns), *_storage_errors(topology, found)]
    errors += [*profile_errors(topology, found), *driver_errors(topology, found)]
    return [*errors, *service_errors(topology, found), *owner_errors(topology, found, present)]


def rights_needed(topology: Topology, found: Inventory, present: frozenset[str]) -> frozenset[Right]:
    """Return what `up` and `down` of a plan need on a cluster that has the services `present` itself."""
    return needed(topology, present) | rights_to_look(topology, found)


def version_of(text: str) -> tuple[int, int]:
    """Return major and minor version: "v1.34.1+k3s1" is (1, 34), a text that is no version (0, 0)."""
    found = re.match(r"v?(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def version_note(version: str) -> str | None:
    """Return what to tell of a version that nobody ran, or None."""
    if version_of(version) == TESTED:
        return None
    age = "newer" if version_of(version) > TESTED else "older"
    return f"Kubernetes {version} is {age} than what was tested ({TESTED[0]}.{TESTED[1]})"


def notes(topology: Topology, found: Inventory) -> tuple[str, ...]:
    """Return what to tell of a plan on a cluster that does not refuse it."""
    of_gpus = (gpu_note(topology, found), software_note(topology, found), driver_note(topology, found))
    own = [*filter(None, (*of_gpus, cilium.note(found.api_server))), *reach_notes(topology, found)]
    own += zone_notes(topology)
    return (*topology.notes, *own, *service_notes(topology, found), *scraping_notes(topology, found))


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


def zone_notes(topology: Topology) -> Iterator[str]:
    """Yield what to tell of a production plan that serves from one zone: there several are what is meant."""
    for cluster in topology.clusters:
        for pool in cluster.pools:
            zones = {node.zone for node in pool.inventory}
            is_served = cluster.purpose == "serving" and pool.role == "worker"
            if topology.environment == "production" and is_served and len(zones) == 1 and None not in zones:
                yield (
                    f"{pool.cluster}/{pool.name}: all of its nodes are in zone {zones.pop()}, and what it serves ends "
                    "with that zone; add nodes of another zone to the inventory"
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


def _right_errors(found: Inventory, missing: frozenset[Right]) -> list[TopologyError]:
    if not missing:
        return []
    return [
        TopologyError(
            path="target",
            asked=f"the credential of context {found.access.context} may not: {', '.join(written(missing))}",
            allowed="all of these are needed to bring the plan up",
            remedy="ask the cluster's owner for them (docs/how-to/use-a-kubernetes-cluster.md has the role)",
        )
    ]


def _kind_errors(kinds: Mapping[str, Mapping[str, str]], present: frozenset[str]) -> list[TopologyError]:
    errors = []
    for service, used in KINDS_OF_SERVICE.items():
        missing = [kind for kind in used if kind not in kinds]
        if service in present and missing:
            errors.append(
                TopologyError(
                    path="target",
                    asked=f"the cluster has {service} without the kinds {', '.join(missing)}",
                    allowed=f"a {service} that is there already is used as it is, with all of its kinds",
                    remedy=f"install what is missing, or remove its kind {marker(service)} and let `up` make it",
                )
            )
    return errors


def _storage_errors(topology: Topology, found: Inventory) -> list[TopologyError]:
    if found.storage is not None or stored(topology, found.stored).classes:
        return []  # which class a volume lacks is told of each
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
