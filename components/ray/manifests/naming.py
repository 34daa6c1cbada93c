"""Names of what a Ray cluster is in Kubernetes, beside those that its services know as well."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from components.topology import places
from components.topology.model import Cluster, Topology

TOKEN_KEY = "auth_token"  # noqa: S105 - the name of a key, not a token
"""The key that KubeRay asks of the Secret with a cluster's token."""


def labels_of(topology: Topology, cluster: Cluster) -> dict[str, str]:
    """Return the labels of everything of a cluster, pods included; objects have that of their stack besides."""
    return {**places.labels_below(topology), **cluster.labels}


def metadata(
    topology: Topology,
    cluster: Cluster,
    name: str,
    *,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return the metadata of an object in a cluster's namespace."""
    return places.metadata(
        topology, name, namespace=places.namespace_of(topology, cluster),
        more_labels={**cluster.labels, **(labels or {})}, annotations=annotations,
    )  # fmt: skip


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
    return f"{service}.{places.namespace_of(topology, cluster)}.svc"
