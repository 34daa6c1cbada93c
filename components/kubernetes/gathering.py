"""What a cluster is, asked once before the plan is measured against it; nothing is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from components.contract import Addresses, Anywhere
from components.kubernetes import needed_rights, network
from components.kubernetes.access import Access, NoCluster
from components.kubernetes.endpoints import Answering
from components.kubernetes.gpu_software import DAEMONSETS, GpuSoftware, added, gpu_software, reaches_all
from components.kubernetes.growing import grows
from components.kubernetes.media_types import ONLY_METADATA
from components.kubernetes.monitoring import Monitoring, monitoring
from components.kubernetes.nodes import node_facts
from components.kubernetes.operator_facts import Configurations, Served, configurations, served
from components.kubernetes.operators import DEPLOYMENTS, Operator, operators_of
from components.kubernetes.pod_requests import PODS, RUNNING, taken_by_node
from components.kubernetes.rights import Right, missing_rights, written
from components.kubernetes.running import machines
from components.kubernetes.stored import CLAIMS, VOLUMES, StorageThere, storage_there
from components.topology.facts import KubernetesFacts
from components.topology.labels import PLAN

DEFAULT_CLASS = (
    "storageclass.kubernetes.io/is-default-class",
    "storageclass.beta.kubernetes.io/is-default-class",
)
"""Annotations by which a claim without a class finds one; the API server honours the old one as well."""

PRIORITIES = "/apis/scheduling.k8s.io/v1/priorityclasses"


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
    namespace to its labels, and `classes` does so for each class of storage and of priority, by what it is.
    `operators` are those of a service that run or should, by service; those of `elsewhere` show none here. `grows` says
    whether nodes come where pods find no room; `served` and `configurations` say how those operators are set up.
    `stored` is what plans made of storage.
    `missing_rights` are those that the credential lacks of all that any plan may need.
    """

    facts: KubernetesFacts
    access: Access
    identity: str
    version: str
    kinds: Mapping[str, Mapping[str, str]]
    namespaces: Mapping[str, Mapping[str, str]]
    storage: StorageFacts | None
    api_server: tuple[Addresses | Anywhere, ...]
    dns: tuple[Answering, ...]
    missing_rights: frozenset[Right]
    operators: Mapping[str, tuple[Operator, ...]] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    classes: Mapping[str, Mapping[str, Mapping[str, str]]] = field(default_factory=dict)
    gpu_software: GpuSoftware = field(default_factory=GpuSoftware)
    node_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    grows: bool = False
    served: Served = field(default_factory=dict)
    configurations: Configurations = field(default_factory=dict)
    stored: StorageThere = field(default_factory=StorageThere)
    monitoring: Monitoring = field(default_factory=Monitoring)


def ask_cluster(access: Access, dns: str | None = None, elsewhere: str | None = None) -> Inventory:
    """Ask everything that is needed of a cluster.

    `dns` and `elsewhere` are what the stack's configuration says (network.KEY, services.KEY). Raises NoCluster.
    """
    version = access.get("/version")["gitVersion"]
    missing = missing_rights(access, needed_rights.EVERY)
    _require_answers(access, missing)
    spaces = {item["metadata"]["name"]: item["metadata"] for item in access.listed("/api/v1/namespaces")}
    kinds = _labels(access, "/apis/apiextensions.k8s.io/v1/customresourcedefinitions")
    classes = list(access.listed("/apis/storage.k8s.io/v1/storageclasses"))
    listed = list(access.listed("/api/v1/nodes"))
    operators = operators_of(deployments := list(access.listed(DEPLOYMENTS)))
    software = gpu_software(access.listed(DAEMONSETS))
    labels = {name: space.get("labels") or {} for name, space in spaces.items()}
    named = frozenset(filter(None, (name.strip() for name in (elsewhere or "").split(","))))
    facts = _facts(access, kinds, listed, labels)
    more, operator = added(software, operators, labels, named), reaches_all(software, operators)
    return Inventory(
        facts=replace(facts, added=more, gpu_operator=operator),
        access=access,
        identity=spaces["kube-system"]["uid"],
        version=version,
        kinds=kinds,
        namespaces=labels,
        storage=default_storage(classes),
        api_server=network.api_server(access, listed),
        dns=network.dns(access, dns, listed),
        missing_rights=missing,
        operators=operators,
        elsewhere=named,
        classes={"storage class": _labels_of(classes), "priority class": _labels(access, PRIORITIES)},
        gpu_software=software,
        node_labels=_labels_of(listed),
        grows=grows(access, kinds, missing),
        served=served(access, kinds),
        configurations=configurations(access, operators, missing),
        stored=storage_there(classes, access.listed(VOLUMES), access.listed(CLAIMS, labelSelector=PLAN)),
        monitoring=monitoring(access, kinds, missing, deployments),
    )


def _facts(
    access: Access,
    kinds: Iterable[str],
    listed: Iterable[Mapping[str, Any]],
    namespaces: Mapping[str, Mapping[str, str]],
) -> KubernetesFacts:
    taken = taken_by_node(access.listed(PODS, fieldSelector=RUNNING), namespaces)
    nodes = [node_facts(node, taken.get(node["metadata"]["name"], {})) for node in listed]
    in_order = tuple(sorted(nodes, key=lambda node: node.name))
    return KubernetesFacts(nodes=in_order, running=machines(access, kinds))


def _require_answers(access: Access, missing: frozenset[Right]) -> None:
    if unasked := missing & set(needed_rights.ASKED):
        more = written(missing & needed_rights.OF_ANY_PLAN - unasked)
        also = f", and of what `up` needs: {', '.join(more)}" if more else ""
        raise NoCluster(
            f"the credential of context {access.context} may not: {', '.join(written(unasked))}, without which "
            f"nothing can be decided{also}; "
            "ask the cluster's owner for the rights (docs/how-to/use-a-kubernetes-cluster.md has the role)"
        )


def _labels(access: Access, path: str) -> Mapping[str, Mapping[str, str]]:
    return _labels_of(access.listed(path, accept=ONLY_METADATA))


def _labels_of(found: Iterable[Mapping[str, Any]]) -> Mapping[str, Mapping[str, str]]:
    return {entry["metadata"]["name"]: entry["metadata"].get("labels") or {} for entry in found}


def default_storage(classes: Iterable[Mapping[str, Any]]) -> StorageFacts | None:
    """Return the class that a claim without one gets, or None where the cluster has none.

    Of several the newest is taken, and of these the first by name, as the API server does it.
    """
    marked = [found for found in classes if _is_default(found["metadata"].get("annotations") or {})]
    by_name = sorted(marked, key=lambda found: found["metadata"]["name"])
    newest = max(by_name, key=lambda found: found["metadata"].get("creationTimestamp") or "", default=None)
    if newest is None:
        return None
    return StorageFacts(
        name=newest["metadata"]["name"],
        driver=newest["provisioner"],
        parameters=newest.get("parameters") or {},
    )


def _is_default(annotations: Mapping[str, str]) -> bool:
    return any(annotations.get(key) == "true" for key in DEFAULT_CLASS)
