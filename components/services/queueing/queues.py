"""Kueue's queues of a plan: a ClusterQueue for each team's share, a LocalQueue in each namespace that uses it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from components.contract import KubernetesPlatform
from components.objects import Manifest
from components.services.queueing.flavors import (
    API,
    MACHINES,
    family_kind,
    flavor_name,
    flavors,
    gpu_resource,
    pools_by_family,
)
from components.topology.model import Queue, Topology
from components.topology.names import bounded
from components.topology.places import metadata, namespace_of

PREEMPTION = {
    "reclaimWithinCohort": "Any",
    "withinClusterQueue": "LowerPriority",
    "borrowWithinCohort": {"policy": "Never"},
}
"""A team gets its own share back when it needs it, priority decides among its work, and borrowers disturb nobody."""

FUNGIBILITY = {"whenCanBorrow": "TryNextFlavor", "whenCanPreempt": "TryNextFlavor"}
"""Work that may run on several kinds of machines takes what is free before it borrows or displaces."""


def cluster_queue_name(topology: Topology, queue: str) -> str:
    """Return the name of a share in the cluster, which has to be the plan's own: shares have no namespace."""
    return bounded(f"{topology.name}-{queue}")


def queueing_manifests(topology: Topology, platform: KubernetesPlatform) -> tuple[Manifest, ...]:
    """Return flavors, shares and queues of a plan in the order in which they can be made."""
    shares = [_cluster_queue(topology, queue) for queue in sorted(topology.queues, key=lambda one: one.name)]
    return (*flavors(topology, platform), *shares, *_local_queues(topology))


def _local_queues(topology: Topology) -> tuple[Manifest, ...]:
    return tuple(
        {
            "apiVersion": API,
            "kind": "LocalQueue",
            "metadata": metadata(topology, cluster.queue, namespace=namespace_of(topology, cluster)),
            "spec": {"clusterQueue": cluster_queue_name(topology, cluster.queue)},
        }
        for cluster in sorted(topology.clusters, key=lambda one: one.name)
        if cluster.queue
    )


def _cluster_queue(topology: Topology, queue: Queue) -> Manifest:
    namespaces = [
        namespace_of(topology, cluster) for cluster in topology.clusters if cluster.queue == queue.name
    ]
    selector = {"key": "kubernetes.io/metadata.name", "operator": "In", "values": sorted(namespaces)}
    spec: dict[str, Any] = {
        # No cluster uses the share yet: null selects no namespace, an empty list of values is refused.
        "namespaceSelector": {"matchExpressions": [selector]} if namespaces else None,
        "queueingStrategy": "BestEffortFIFO",
        "preemption": PREEMPTION,
        "flavorFungibility": FUNGIBILITY,
        "resourceGroups": list(_resource_groups(topology, queue)),
    }
    if queue.cohort is not None:
        spec["cohortName"] = bounded(f"{topology.name}-{queue.cohort}")
    return {
        "apiVersion": API,
        "kind": "ClusterQueue",
        "metadata": metadata(topology, cluster_queue_name(topology, queue.name)),
        "spec": {key: value for key, value in spec.items() if value is not None},
    }


def _resource_groups(topology: Topology, queue: Queue) -> Iterable[dict[str, Any]]:
    machines = {"cpu": queue.cpus, "memory": queue.memory_bytes}
    yield _group(queue, {flavor_name(topology, MACHINES): machines}, tuple(machines))
    pools = {family: pools for family, pools in pools_by_family(topology).items() if family in queue.gpus}
    resources = {family: gpu_resource(pools) for family, pools in pools.items()}
    if resources:
        names = tuple(sorted({name for name, _ in resources.values()}))
        shares = {
            flavor_name(topology, family_kind(family)): {name: queue.gpus[family] * parts}
            for family, (name, parts) in resources.items()
        }
        yield _group(queue, shares, names)


def _group(queue: Queue, shares: dict[str, dict[str, int]], resources: tuple[str, ...]) -> dict[str, Any]:
    return {
        "coveredResources": list(resources),
        "flavors": [
            {
                "name": flavor,
                "resources": [_quota(queue, resource, share.get(resource, 0)) for resource in resources],
            }
            for flavor, share in shares.items()
        ],
    }


def _quota(queue: Queue, resource: str, nominal: int) -> dict[str, str]:
    quota = {"name": resource, "nominalQuota": str(nominal)}
    if queue.cohort is not None:
        quota["borrowingLimit"] = str(nominal * queue.borrow_percent // 100)
    return quota
