"""Names and metadata of what a Ray cluster is in Kubernetes, as decision 0009 has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components.topology.labels import MANAGED_BY
from components.topology.model import Cluster, Topology
from components.topology.names import namespace_name

CLUSTER_LABEL = "groundplan-cluster"
POOL_LABEL = "groundplan-pool"
NODE_TYPE = "ray.io/node-type"
ROLE = "groundplan-role"
"""The label that says what a pod that is no Ray node is for; network policies select it."""
FAULT_TOLERANCE = "fault-tolerance"
LOGS = "logs"
IDLE_STOP = "idle-stop"

TOKEN_KEY = "auth_token"  # noqa: S105 - the name of a key, not a token
"""The key that KubeRay asks of the Secret with a cluster's token."""


def namespace_of(topology: Topology, cluster: Cluster) -> str:
    """Return the namespace of a cluster."""
    return namespace_name(topology.name, cluster.name)


def priority_class_name(topology: Topology, cluster: Cluster) -> str:
    """Return the name of the priority class of a cluster's pods."""
    return namespace_name(topology.name, cluster.name)


def labels_of(topology: Topology, cluster: Cluster) -> dict[str, str]:
    """Return the labels of everything of a cluster, pods included; objects have that of their stack besides."""
    return {**topology.labels, **cluster.labels, **MANAGED_BY}


def metadata(
    topology: Topology,
    cluster: Cluster,
    name: str,
    *,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the metadata of an object in a cluster's namespace."""
    made: dict[str, Any] = {"name": name, "namespace": namespace_of(topology, cluster)}
    made["labels"] = {**labels_of(topology, cluster), **topology.made_by, **(labels or {})}
    return made | ({"annotations": dict(annotations)} if annotations else {})


def part_name(cluster: Cluster, part: str) -> str:
    """Return the name of something that a cluster has beside its Ray nodes."""
    return f"{cluster.name}-{part}"


def token_secret(cluster: Cluster) -> str:
    """Return the name of the Secret with the cluster's token."""
    return part_name(cluster, "token")


def head_service(name: str) -> str:
    """Return the name that KubeRay gives the service of the head of a RayCluster, RayService or RayJob."""
    return f"{name}-head-svc"


def serve_service(name: str) -> str:
    """Return the name that KubeRay gives the service in front of the proxies of a RayService."""
    return f"{name}-serve-svc"


def host(topology: Topology, cluster: Cluster, service: str) -> str:
    """Return the name of a service of a cluster inside Kubernetes."""
    return f"{service}.{namespace_of(topology, cluster)}.svc"
