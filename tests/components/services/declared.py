"""What the services declare, as an API server takes it, and Ray clusters to try them with."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import pulumi

from components.kubernetes.pools import placements
from components.ray.manifests.job import BatchJob, job_manifest
from components.services.isolation.namespaces import namespaces, service_accounts
from components.services.operators.kuberay import kuberay_definitions, kuberay_manifests
from components.services.operators.kueue import kueue_definitions, kueue_manifests
from components.topology.model import Cluster, Pool, Queue, Topology
from components.topology.queues import elastic_annotation, queue_label
from tests.components.services.isolation.topologies import GIBIBYTE, cluster, platform, pool, topology
from tests.control_plane.cluster import ControlPlane

SECURE = {
    "allowPrivilegeEscalation": False,
    "runAsNonRoot": True,
    "capabilities": {"drop": ["ALL"]},
    "seccompProfile": {"type": "RuntimeDefault"},
}
"""What the Pod Security level `restricted` asks of a container."""
NODE_CPUS, NODE_GIB, NODE_GPUS = 4, 16, 8


def team(name: str, cohort: str | None = None, gpus: int = 8, **changed: Any) -> Queue:
    """Return a share for three small machines and some H100."""
    usual: dict[str, Any] = {
        "cpus": 3 * NODE_CPUS, "memory_bytes": 3 * NODE_GIB * GIBIBYTE, "gpus": {"H100": gpus},
    }  # fmt: skip
    return Queue(name=name, cohort=cohort, **{**usual, **changed})


def queued(name: str, queue: str | None, *workers: Pool) -> Cluster:
    """Return a training cluster that waits in a queue; its workers are of one GPU machine each unless said."""
    made = workers or (pool(name, "gpu", count=1, gpus=NODE_GPUS),)
    return replace(cluster(name, "training", pool(name), *made), queue=queue)


def plan(*clusters: Cluster, queues: Iterable[Queue] = ()) -> Topology:
    """Return a topology of these clusters without stores."""
    return topology(clusters, stores=(), queues=tuple(queues))


def platform_of(made: Topology, **changed: Any):
    """Return the platform on which the pods of a topology select the labels of their pools."""
    return platform(**{"placements": placements(made), **changed})


def plain(value: Any) -> Any:
    """Return a manifest with every secret output replaced by a text."""
    if isinstance(value, pulumi.Output):
        return "simulated"
    if isinstance(value, Mapping):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value


def apply(control_plane: ControlPlane, manifests: Iterable[Mapping[str, Any]]) -> None:
    """Apply manifests with strict validation of their fields, kinds first."""
    for manifest in manifests:
        control_plane.objects.apply(plain(manifest))
        if manifest["kind"] == "CustomResourceDefinition":
            path = control_plane.objects.path_of(manifest)
            control_plane.wait(lambda path=path: _is_established(control_plane, path), f"{path} to be served")


def _is_established(control_plane: ControlPlane, path: str) -> bool:
    conditions = control_plane.objects.get(path).get("status", {}).get("conditions") or []
    return any(each["type"] == "Established" and each["status"] == "True" for each in conditions)


def bring_operators(control_plane: ControlPlane, made: Topology) -> None:
    """Declare the plan's namespaces and both operators, and return when these are ready, on a node of no pool."""
    control_plane.add_nodes(1, prefix="others", cpus=8, memory="16Gi")
    on = platform_of(made)
    apply(control_plane, [*namespaces(made, on), *service_accounts(made, on)])
    for definitions, manifests in (
        (kuberay_definitions, kuberay_manifests),
        (kueue_definitions, kueue_manifests),
    ):
        apply(control_plane, [*definitions(made), *manifests(made, on)])
    control_plane.start("kuberay")
    control_plane.start("kueue")
    for namespace, name in (
        ("kuberay-system", "kuberay-operator"),
        ("kueue-system", "kueue-controller-manager"),
    ):
        path = f"/apis/apps/v1/namespaces/{namespace}/deployments/{name}"
        control_plane.wait(
            lambda path=path: control_plane.objects.get(path).get("status", {}).get("readyReplicas"),
            f"{name} to be ready",
        )


def add_nodes_of(control_plane: ControlPlane, made: Topology, prefix: str = "") -> None:
    """Add as many nodes as each pool may have, with the labels of the pool; `prefix` begins their names."""
    for each in (one for of in made.clusters for one in of.pools):
        control_plane.add_nodes(
            each.maximum,
            prefix=f"{prefix}{each.cluster}-{each.name}",
            cpus=each.machine.cpus + 1,
            memory=f"{NODE_GIB + 1}Gi",
            gpus=each.machine.gpus,
            labels=each.labels,
        )


def ray_cluster(made: Topology, name: str, **counts: int) -> dict[str, Any]:
    """Return a RayCluster as the plan's cluster of this name asks for; `counts` are other counts of its pools."""
    found = next(each for each in made.clusters if each.name == name)
    elastic = elastic_annotation(found)
    spec: dict[str, Any] = {
        "rayVersion": "2.60.0",
        "headGroupSpec": {"rayStartParams": {}, "template": _pod(made, found.head)},
        "workerGroupSpecs": [
            {
                "groupName": each.name,
                "replicas": counts.get(each.name, each.count),
                "minReplicas": each.count,
                "maxReplicas": each.maximum,
                "rayStartParams": {},
                "template": _pod(made, each),
            }
            for each in found.pools
            if each.role == "worker"
        ],
    }
    if elastic:
        spec |= {"enableInTreeAutoscaling": True, "autoscalerOptions": {"securityContext": SECURE}}
    return {
        "apiVersion": "ray.io/v1",
        "kind": "RayCluster",
        "metadata": {
            "name": name, "namespace": f"{made.name}-{name}", "labels": queue_label(found), "annotations": elastic,
        },
        "spec": spec,
    }  # fmt: skip


def ray_job(made: Topology, name: str) -> dict[str, Any]:
    """Return the RayJob that `groundplan submit --queued` makes of the plan's cluster of this name."""
    return job_manifest(ray_cluster(made, name), BatchJob(name=name, entrypoint="true", code=f"{name}-code"))


def _pod(made: Topology, of: Pool) -> dict[str, Any]:
    place = platform_of(made).placements[of.cluster, of.name]
    resources = {"cpu": str(of.machine.cpus), "memory": str(of.machine.memory_bytes)}
    if of.machine.gpus:
        resources["nvidia.com/gpu"] = str(of.machine.gpus)
    container = {
        "name": "ray", "image": "registry.example.com/ray:simulated", "securityContext": SECURE, "volumeMounts": [],
        "resources": {"limits": resources, "requests": resources},
    }  # fmt: skip
    return {
        "metadata": {"labels": dict(of.labels)},
        "spec": {
            "nodeSelector": dict(place.node_selector),
            "tolerations": [dict(each) for each in place.tolerations],
            "containers": [container],
            "volumes": [],
        },
    }


def pods_of(control_plane: ControlPlane, made: Topology, name: str) -> list[dict[str, Any]]:
    """Return the pods of a cluster that are not going away."""
    listed = control_plane.objects.get(f"/api/v1/namespaces/{made.name}-{name}/pods")["items"]
    return [each for each in listed if "deletionTimestamp" not in each["metadata"]]


def running(control_plane: ControlPlane, made: Topology, name: str) -> int:
    """Return how many pods of a cluster run."""
    return sum(each["status"].get("phase") == "Running" for each in pods_of(control_plane, made, name))
