"""How much each namespace may ask; a cluster's: what its pools need at most and what supports them, and not a pod more.

Where a cluster waits in a queue, jobs bring clusters of their own into its namespace: there Kueue is the gate, and the
quota lets in all that the share may hold, what it may borrow included. Where the plan leaves a machine's cpu or memory
open there is no such bound to write, and the quota leaves it out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from components.contract import KubernetesPlatform
from components.objects import Manifest
from components.services.gpu import early_images
from components.services.isolation.claims import claims_in
from components.topology.gpu_profiles import WHOLE_GPU, devices_of
from components.topology.model import Cluster, Pool, Topology
from components.topology.places import (
    OBSERVABILITY,
    REGISTRY,
    metadata,
    namespace_of,
    observability_namespace,
    registry_namespace,
)
from components.topology.queues import CPUS, MEMORY, quota_families, quota_family, reach

Amounts = Mapping[str, str]
"""How much of cpu and memory."""

MEBIBYTE = 2**20
GIBIBYTE = 2**30

CLUSTERS_AT_ONCE = {"training": 1, "serving": 2}
"""KubeRay upgrades a RayService by a second cluster beside the first (upgradeStrategy NewCluster, its default)."""


@dataclass(frozen=True, kw_only=True)
class Support:
    """Pods that stand beside a cluster's Ray nodes, with what each takes at most."""

    pods: int
    millicpus: int
    memory_bytes: int
    reason: str


SUPPORT = (
    Support(
        pods=3, millicpus=0, memory_bytes=0,
        reason="the store for fault tolerance, the kept logs and the idle stop have their share of the head's machine",
    ),
    Support(pods=1, millicpus=200, memory_bytes=256 * MEBIBYTE, reason="KubeRay's clean-up of that store"),
    Support(
        pods=4, millicpus=1000, memory_bytes=2 * GIBIBYTE,
        reason="promotions at one time: each copies a model in pieces; a fifth waits",
    ),
)  # fmt: skip
NO_DOOR = {"services.loadbalancers": "0", "services.nodeports": "0"}
"""What comes in from outside is what the network policies let in; a load balancer would be a second door."""
SUPPORT_CLAIMS = 2
SUPPORT_STORAGE_BYTES = 64 * GIBIBYTE
"""The store for fault tolerance and the logs, which outlive their cluster, keep files on claims of their own."""

SERVICE_PODS = 20
"""What stands in the namespace of the registry or of observability is six pods at most, each twice while it changes."""

DEFAULT_MILLICPUS = 1000
DEFAULT_MEMORY_BYTES = GIBIBYTE
"""What a container gets that says nothing: KubeRay's own limits of a submitter. It may ask for more."""
SERVICE_MILLICPUS, SERVICE_MEMORY_BYTES = 100, 128 * MEBIBYTE
"""What a container beside a service is given room for that says nothing: a sidecar, never the service itself."""
SERVICE_MOST_MILLICPUS, SERVICE_MOST_MEMORY_BYTES = 2000, 4 * GIBIBYTE
"""Prometheus has the most memory; every service may take two cores for a while."""
SERVICE_CLAIM_BYTES = 200 * GIBIBYTE
"""Twice what Prometheus claims, whose is the largest: a volume that fills up is grown, and updates are judged too."""


def quotas(topology: Topology, platform: KubernetesPlatform) -> tuple[Manifest, ...]:
    """Return a ResourceQuota and a LimitRange for each namespace of a plan: of its clusters and of its services."""
    rendered: list[Manifest] = []
    for cluster in topology.clusters:
        rendered += [_quota(topology, platform, cluster), _limits(topology, cluster)]
    services = {REGISTRY: registry_namespace(topology), OBSERVABILITY: observability_namespace(topology)}
    for name, place in services.items():
        if place:
            rendered += [_service_quota(topology, name, place), _service_limits(topology, name, place)]
    return tuple(rendered)


def _service_quota(topology: Topology, name: str, namespace: str) -> Manifest:
    """What a service takes says its own manifest, or its chart's values; no GPU, and no door to the outside."""
    hard = {"pods": str(SERVICE_PODS), f"requests.{WHOLE_GPU}": "0", **NO_DOOR}
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": metadata(topology, name, namespace=namespace),
        "spec": {"hard": hard},
    }


def _support(cluster: Cluster, platform: KubernetesPlatform) -> tuple[Support, ...]:
    early = Support(
        pods=early_images.most_pods(cluster, platform), millicpus=early_images.MILLICPUS,
        memory_bytes=early_images.MEMORY_BYTES, reason="each machine with GPUs holds the runtime image",
    )  # fmt: skip
    return (*SUPPORT, early)


def _quota(topology: Topology, platform: KubernetesPlatform, cluster: Cluster) -> Manifest:
    return {
        "apiVersion": "v1",
        "kind": "ResourceQuota",
        "metadata": metadata(
            topology, cluster.name, namespace=namespace_of(topology, cluster), more_labels=cluster.labels
        ),
        "spec": {"hard": dict(_hard(topology, cluster, _support(cluster, platform)))},
    }


def _hard(topology: Topology, cluster: Cluster, support: tuple[Support, ...]) -> Iterator[tuple[str, str]]:
    times = CLUSTERS_AT_ONCE[cluster.purpose]
    if pods := _pods(topology, cluster):
        yield "pods", str(pods + sum(each.pods for each in support))
    if all(pool.machine.cpus for pool in cluster.pools):
        cores = times * sum(pool.machine.cpus * count for pool, count in _nodes(cluster))
        beside = sum(each.millicpus * each.pods for each in support)
        yield from _both("cpu", f"{max(cores, _admitted(topology, cluster, CPUS)) * 1000 + beside}m")
    if all(pool.machine.memory_bytes for pool in cluster.pools):
        held = times * sum(pool.machine.memory_bytes * count for pool, count in _nodes(cluster))
        beside = sum(each.memory_bytes * each.pods for each in support)
        yield from _both("memory", str(max(held, _admitted(topology, cluster, MEMORY)) + beside))
    admitted = _admitted_gpus(topology, cluster)
    for resource, count in sorted(_gpus(cluster).items()):
        yield f"requests.{resource}", str(max(times * count, admitted.get(resource, 0)))
    claims = claims_in(topology, namespace_of(topology, cluster))
    yield "persistentvolumeclaims", str(len(claims) + SUPPORT_CLAIMS)
    yield "requests.storage", str(sum(store.size_bytes for store in claims) + SUPPORT_STORAGE_BYTES)
    yield from NO_DOOR.items()


def _nodes(cluster: Cluster) -> Iterator[tuple[Pool, int]]:
    """Yield every pool with the most pods it has: a batch job of training brings a head of its own."""
    for pool in cluster.pools:
        yield pool, pool.maximum + (cluster.purpose == "training" and pool.role == "head")


def _pods(topology: Topology, cluster: Cluster) -> int | None:
    """Return how many Ray nodes there may be: the cluster's own, or as many of its smallest as its share can hold.

    None where Kueue may admit any number, since the plan leaves all machines' sizes open.
    """
    own = CLUSTERS_AT_ONCE[cluster.purpose] * sum(count for _, count in _nodes(cluster))
    if cluster.queue is None:
        return own
    smallest = (
        (CPUS, min(pool.machine.cpus for pool in cluster.pools)),
        (MEMORY, min(pool.machine.memory_bytes for pool in cluster.pools)),
    )
    held = [_admitted(topology, cluster, what) // least for what, least in smallest if least]
    return max(own, min(held)) if held else None


def _admitted(topology: Topology, cluster: Cluster, what: str | None) -> int:
    """Return how much of something Kueue may let into the cluster's namespace; none where it waits in no queue."""
    return sum(reach(topology, queue, what) for queue in topology.queues if queue.name == cluster.queue)


def _admitted_gpus(topology: Topology, cluster: Cluster) -> dict[str, int]:
    """Return the same of GPUs by the resource that the device plugin hands out; a family is divided in one way."""
    families = quota_families(topology)
    found: dict[str | None, tuple[str, int]] = {}
    for pool in cluster.pools:
        if pool.machine.gpus:
            resource, count = devices_of(pool)
            found[quota_family(pool, families)] = (resource, count // pool.machine.gpus)
    admitted: Counter[str] = Counter()
    for family, (resource, parts) in found.items():
        admitted[resource] += _admitted(topology, cluster, family) * parts
    return dict(admitted)


def _both(resource: str, amount: str) -> Iterator[tuple[str, str]]:
    yield f"requests.{resource}", amount
    yield f"limits.{resource}", amount


def _gpus(cluster: Cluster) -> dict[str, int]:
    asked = {WHOLE_GPU: 0}  # where no pool has GPUs, none may be taken
    for pool, count in _nodes(cluster):
        resource, gpus = devices_of(pool)
        asked[resource] = asked.get(resource, 0) + gpus * count
    return asked


def _limits(topology: Topology, cluster: Cluster) -> Manifest:
    machines = [pool.machine for pool in cluster.pools]
    namespace = namespace_of(topology, cluster)
    largest: dict[str, str] = {}
    if all(machine.cpus for machine in machines):
        largest["cpu"] = f"{max(DEFAULT_MILLICPUS, *(machine.cpus * 1000 for machine in machines))}m"
    if all(machine.memory_bytes for machine in machines):
        most = max(each.memory_bytes for each in SUPPORT)
        largest["memory"] = str(max(most, *(machine.memory_bytes for machine in machines)))
    least = _amounts(DEFAULT_MILLICPUS, DEFAULT_MEMORY_BYTES)
    told = metadata(topology, cluster.name, namespace=namespace, more_labels=cluster.labels)
    return _limit_range(told, least, largest, _largest_claim(topology, namespace, SUPPORT_STORAGE_BYTES))


def _service_limits(topology: Topology, name: str, namespace: str) -> Manifest:
    return _limit_range(
        metadata(topology, name, namespace=namespace),
        _amounts(SERVICE_MILLICPUS, SERVICE_MEMORY_BYTES),
        _amounts(SERVICE_MOST_MILLICPUS, SERVICE_MOST_MEMORY_BYTES),
        _largest_claim(topology, namespace, SERVICE_CLAIM_BYTES),
    )


def _limit_range(told: Manifest, asked: Amounts, largest: Amounts, claim_bytes: int) -> Manifest:
    """Return what a container has that says nothing, where `asked` is what it asks, and the most of one or a claim."""
    # Never GPUs in here: a container that says nothing gets the maximum of what has no default.
    default = _amounts(DEFAULT_MILLICPUS, DEFAULT_MEMORY_BYTES)
    container: dict[str, Any] = {"type": "Container", "default": default, "defaultRequest": dict(asked)}
    if largest:
        container["max"] = dict(largest)
    claims = {"type": "PersistentVolumeClaim", "max": {"storage": str(claim_bytes)}}
    return {
        "apiVersion": "v1",
        "kind": "LimitRange",
        "metadata": told,
        "spec": {"limits": [container, claims]},
    }


def _largest_claim(topology: Topology, namespace: str, of_services: int) -> int:
    return max([of_services, *(store.size_bytes for store in claims_in(topology, namespace))])


def _amounts(millicpus: int, memory_bytes: int) -> Amounts:
    return {"cpu": f"{millicpus}m", "memory": str(memory_bytes)}
