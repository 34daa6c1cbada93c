"""A plan on Kubernetes: which namespace each part lives in, which roles its pods have, what every object carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components.topology.labels import MANAGED_BY, PLAN, labels
from components.topology.model import PROMOTION, REGISTRY, Cluster, Topology
from components.topology.names import namespace_name

OBSERVABILITY = "observability"
RESERVED_PARTS = frozenset({REGISTRY, OBSERVABILITY})
"""Names that no cluster may have on Kubernetes, since its namespace would be that part's."""

FAULT_TOLERANCE = "fault-tolerance"
IDLE_STOP = "idle-stop"
LOGS = "logs"
REGISTRY_DATABASE = "registry-database"
"""Roles of pods that are no Ray nodes."""

REGISTRY_CLIENT_SECRET = "registry-client"  # noqa: S105 (a name)
"""The Secret with which training and promotion write the registry, through its server."""
REGISTRY_TRUSTED = "registry-trusted"
"""The ConfigMap with the certificates of the authorities that sign for the registry's server and its database."""

AZURE_IDENTITY = {"azure.workload.identity/use": "true"}
"""Azure gives an identity to pods with this label alone (Microsoft Entra Workload ID, "Labels and annotations")."""

REASON = "groundplan-reason"
"""The annotation that tells a reader of the cluster why an object is there."""


def namespace_of(topology: Topology, cluster: Cluster) -> str:
    """Return the namespace of one cluster."""
    return namespace_name(topology.name, cluster.name)


def priority_class_name(topology: Topology, cluster: Cluster) -> str:
    """Return the name of a cluster's priority class; classes belong to no namespace, so it holds the plan's name."""
    return namespace_name(topology.name, cluster.name)


def registry_namespace(topology: Topology) -> str | None:
    """Return the namespace of the registry, or None where no store holds one."""
    holds_one = any(store.holds == REGISTRY for store in topology.stores)
    return namespace_name(topology.name, REGISTRY) if holds_one else None


def observability_namespace(topology: Topology) -> str:
    """Return the namespace of metrics, dashboards and alerts."""
    return namespace_name(topology.name, OBSERVABILITY)


def own_namespaces(topology: Topology) -> tuple[str, ...]:
    """Return every namespace of a plan: its clusters', the registry's if it has one, observability's."""
    clusters = [namespace_of(topology, cluster) for cluster in topology.clusters]
    registry = registry_namespace(topology)
    return (*clusters, *([registry] if registry else []), observability_namespace(topology))


def serving_namespaces(topology: Topology) -> tuple[str, ...]:
    """Return the namespaces of the serving clusters; promotion runs there, beside the models it writes."""
    return tuple(
        namespace_of(topology, cluster) for cluster in topology.clusters if cluster.purpose == "serving"
    )


def namespaces_of(topology: Topology, identity: str) -> tuple[str, ...]:
    """Return the namespaces in which pods of an identity run."""
    return tuple(namespace for namespace, _ in accounts_of(topology, identity))


def accounts_of(topology: Topology, identity: str) -> tuple[tuple[str, str], ...]:
    """Return (namespace, service account) of the pods that have an identity; promotion runs beside serving."""
    if identity == PROMOTION:
        return tuple((namespace, PROMOTION) for namespace in serving_namespaces(topology))
    found = tuple(
        (namespace_of(topology, cluster), cluster.name)
        for cluster in topology.clusters
        if cluster.identity == identity
    )
    place = registry_namespace(topology)
    return found or (((place, REGISTRY),) if place and identity == REGISTRY else ())


def identity_labels(topology: Topology) -> dict[str, str]:
    """Return the labels without which a pod gets nothing of its identity; mostly its service account is enough."""
    return dict(AZURE_IDENTITY) if topology.target == "azure" else {}


def store_object_name(store: str) -> str:
    """Return the name of a store's claim, of the Secret that opens it, or of the ConfigMap that says where it is, in
    the namespaces that may reach it.
    """
    return f"store-{store}"


def promotion_secret_name(store: str) -> str:
    """Return the name of the Secret by which promotion writes a store that its namespace otherwise only reads."""
    return f"{PROMOTION}-store-{store}"


def metadata(
    topology: Topology,
    name: str,
    *,
    namespace: str | None = None,
    more_labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the metadata of an object of a plan: the topology's labels, whose it is, who manages it, what is added."""
    made: dict[str, Any] = {"name": name}
    if namespace is not None:
        made["namespace"] = namespace
    made["labels"] = {**topology.labels, **topology.made_by, **(more_labels or {}), **MANAGED_BY}
    if annotations:
        made["annotations"] = dict(annotations)
    return made


def labels_below(topology: Topology) -> dict[str, str]:
    """Return the labels in a template of pods or claims, where a change of one would make all of them anew.

    The plan's name alone: whose a plan is, its environment and its stack may change, and are on the namespace.
    """
    return {PLAN: topology.labels[PLAN], **MANAGED_BY}


def part_labels(part: str) -> dict[str, str]:
    """Return the label by which the namespaces of one part of a plan are told from others."""
    return labels(part=part)


def name_refusals(topology: Topology) -> Iterator[str]:
    """Yield a sentence for every cluster whose namespace would be another part's."""
    for cluster in topology.clusters:
        if cluster.name in RESERVED_PARTS:
            yield (
                f'clusters[{cluster.name}].name: a cluster is named "{cluster.name}"; on Kubernetes '
                f"{' and '.join(sorted(RESERVED_PARTS))} have namespaces of these names; give the cluster another name"
            )
