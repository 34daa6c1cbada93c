"""What a cluster is, asked once before the plan is measured against it; nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from components.kubernetes.access import Access
from components.topology.facts import KubernetesFacts, NodeFacts
from components.topology.quantity import bytes_of, cores_of

GPU = "nvidia.com/gpu"
GPU_MODEL = "nvidia.com/gpu.product"
"""The label that GPU feature discovery gives."""
ZONE = "topology.kubernetes.io/zone"
DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"
PAGE = 500
"""Objects a page: what kubectl asks for at once."""
ONLY_METADATA = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
"""Of definitions of kinds: the definitions themselves are megabytes."""

SERVICE_OF_CRD = {
    "rayclusters.ray.io": "kuberay",
    "clusterqueues.kueue.x-k8s.io": "kueue",
    "certificates.cert-manager.io": "cert-manager",
    "servicemonitors.monitoring.coreos.com": "prometheus",
    "clusterpolicies.nvidia.com": "gpu-operator",
}
"""By which kind a service is recognised."""
NAMESPACE_OF_CHART = {"gpu-operator": "gpu-operator"}
"""Namespace -> the service whose chart we put there."""

NEEDED = (
    ("create", "", "namespaces"),
    ("create", "", "secrets"),
    ("create", "", "resourcequotas"),
    ("patch", "", "nodes"),
    ("create", "apps", "deployments"),
    ("create", "networking.k8s.io", "networkpolicies"),
    ("create", "rbac.authorization.k8s.io", "clusterroles"),
    ("create", "scheduling.k8s.io", "priorityclasses"),
    ("create", "storage.k8s.io", "storageclasses"),
    ("create", "apiextensions.k8s.io", "customresourcedefinitions"),
    ("create", "admissionregistration.k8s.io", "validatingadmissionpolicies"),
    ("create", "ray.io", "rayclusters"),
)
"""(verb, API group, resource): what `up` cannot do without."""


@dataclass(frozen=True, kw_only=True)
class StorageFacts:
    """The default storage class: the driver that makes its volumes, and what it is told."""

    name: str
    driver: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class Inventory:
    """`facts` is what the topology needs; the rest is what the target itself needs.

    `kinds` maps the name of each custom kind that is there to the labels of its definition; `namespaces` maps each
    namespace to its labels.
    """

    facts: KubernetesFacts
    access: Access
    identity: str
    version: str
    kinds: Mapping[str, Mapping[str, str]]
    namespaces: Mapping[str, Mapping[str, str]]
    storage: StorageFacts | None
    api_cidrs: tuple[str, ...]
    missing_rights: tuple[str, ...]


def ask_cluster(access: Access) -> Inventory:
    """Ask everything that is needed of a cluster. Raises NoCluster with one sentence."""
    version = access.get("/version")["gitVersion"]
    spaces = {
        item["metadata"]["name"]: item["metadata"] for item in access.get("/api/v1/namespaces")["items"]
    }
    return Inventory(
        facts=KubernetesFacts(nodes=_nodes(access)),
        access=access,
        identity=spaces["kube-system"]["uid"],
        version=version,
        kinds=_kinds(access),
        namespaces={name: space.get("labels") or {} for name, space in spaces.items()},
        storage=default_storage(access.get("/apis/storage.k8s.io/v1/storageclasses")["items"]),
        api_cidrs=_api_cidrs(access),
        missing_rights=_missing_rights(access),
    )


def node_facts(node: Mapping[str, Any]) -> NodeFacts:
    """Return what a node, as the API server has it, may give to pods."""
    labels = node["metadata"].get("labels") or {}
    room = node.get("status", {}).get("allocatable") or {}
    conditions = node.get("status", {}).get("conditions") or ()
    ready = any(each["type"] == "Ready" and each["status"] == "True" for each in conditions)
    return NodeFacts(
        name=node["metadata"]["name"],
        cpus=int(cores_of(str(room.get("cpu", "0")))),
        memory_bytes=bytes_of(str(room.get("memory", "0"))),
        gpus=int(room.get(GPU, 0)),
        gpu_model=labels.get(GPU_MODEL),
        zone=labels.get(ZONE),
        is_usable=ready and not node.get("spec", {}).get("unschedulable", False),
    )


def _nodes(access: Access) -> tuple[NodeFacts, ...]:
    found: list[NodeFacts] = []
    token = ""
    while True:
        page = access.get("/api/v1/nodes", limit=str(PAGE), **({"continue": token} if token else {}))
        found += [node_facts(node) for node in page["items"]]
        token = page["metadata"].get("continue", "")
        if not token:
            return tuple(sorted(found, key=lambda node: node.name))


def _kinds(access: Access) -> Mapping[str, Mapping[str, str]]:
    answer = access.get("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", accept=ONLY_METADATA)
    return {entry["metadata"]["name"]: entry["metadata"].get("labels") or {} for entry in answer["items"] or ()}


def default_storage(classes: Sequence[Mapping[str, Any]]) -> StorageFacts | None:
    """Return the class that a claim without one gets, or None where the cluster has none."""
    for found in classes:
        if (found["metadata"].get("annotations") or {}).get(DEFAULT_CLASS) == "true":
            return StorageFacts(
                name=found["metadata"]["name"],
                driver=found["provisioner"],
                parameters=found.get("parameters") or {},
            )
    return None


def _api_cidrs(access: Access) -> tuple[str, ...]:
    """Return the API server's addresses: of its service, and of the machines behind it."""
    service = access.get("/api/v1/namespaces/default/services/kubernetes")["spec"]["clusterIP"]
    selector = "kubernetes.io/service-name=kubernetes"
    path = "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices"
    slices = access.get(path, labelSelector=selector)["items"]
    behind = [
        address for each in slices for end in each.get("endpoints") or () for address in end["addresses"]
    ]
    return tuple(f"{address}/{128 if ':' in address else 32}" for address in sorted({service, *behind}))


def _missing_rights(access: Access) -> tuple[str, ...]:
    missing = []
    for verb, group, resource in NEEDED:
        attributes = {"verb": verb, "group": group, "resource": resource}
        asked = {"apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview"}
        path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
        answer = access.request("POST", path, body=asked | {"spec": {"resourceAttributes": attributes}})
        if not answer["status"]["allowed"]:
            missing.append(f"{verb} {resource}{f'.{group}' if group else ''}")
    return tuple(missing)


def services_of(found: Inventory, ours: Mapping[str, str]) -> frozenset[str]:
    """Return the services that a cluster has and that are not made by those who carry the labels `ours`.

    A chart's kinds carry the chart's own labels, so there the service's namespace tells whose it is.
    """
    homes = {service: name for name, service in NAMESPACE_OF_CHART.items()}
    present = set()
    for kind, service in SERVICE_OF_CRD.items():
        home = found.namespaces.get(homes.get(service, ""), {})
        if kind in found.kinds and not _carries(found.kinds[kind], ours) and not _carries(home, ours):
            present.add(service)
    return frozenset(present)


def _carries(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return all(labels.get(key) == value for key, value in wanted.items())
