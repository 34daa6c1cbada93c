"""Namespaces with Pod Security, and the service accounts in them, none of which hands a token to a pod.

Operators' namespaces are made by who installs the operator, with `exempt_namespace` where the workload needs more than
`restricted` allows.
"""

from __future__ import annotations

import re

from components.contract import KubernetesPlatform
from components.objects import Manifest
from components.topology.model import Topology
from components.topology.places import (
    OBSERVABILITY,
    REGISTRY,
    accounts_of,
    metadata,
    namespace_of,
    observability_namespace,
    part_labels,
    registry_namespace,
)

CLUSTER = "cluster"
"""The part that a cluster's namespace is."""
EXCEPTION = "groundplan-pod-security-exception"
"""The annotation that says why a namespace is not `restricted`."""


def namespaces(topology: Topology, platform: KubernetesPlatform) -> tuple[Manifest, ...]:
    """Return one namespace a cluster, the registry's if there is one, and observability's; all `restricted`."""
    security = pod_security("restricted", platform.version)
    found = [
        (namespace_of(topology, cluster), {**part_labels(CLUSTER), **cluster.labels})
        for cluster in topology.clusters
    ]
    registry = registry_namespace(topology)
    if registry is not None:
        found.append((registry, part_labels(REGISTRY)))
    found.append((observability_namespace(topology), part_labels(OBSERVABILITY)))
    return tuple(
        {
            "apiVersion": "v1",
            "kind": "Namespace",
            "metadata": metadata(topology, name, more_labels={**labels, **security}),
        }
        for name, labels in found
    )


def exempt_namespace(topology: Topology, platform: KubernetesPlatform, name: str, reason: str) -> Manifest:
    """Return a namespace whose pods may be privileged, for `reason`: drivers and exporters own devices of a node."""
    labels = {**part_labels("exempt"), **pod_security("privileged", platform.version)}
    annotations = {EXCEPTION: reason}
    return {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": metadata(topology, name, more_labels=labels, annotations=annotations),
    }


def pod_security(level: str, version: str) -> dict[str, str]:
    """Return the labels of a Pod Security level, pinned to the cluster's minor version: an upgrade changes nothing.

    >>> pod_security("restricted", "v1.34.1")["pod-security.kubernetes.io/enforce-version"]
    'v1.34'
    """
    pinned = minor_version(version)
    return {
        f"pod-security.kubernetes.io/{mode}{suffix}": value
        for mode in ("enforce", "audit", "warn")
        for suffix, value in (("", level), ("-version", pinned))
    }


def minor_version(version: str) -> str:
    """Return "v1.34" for what clusters say of themselves, such as "v1.34.1", "1.34+" or "v1.34.5-gke.1080000"."""
    found = re.match(r"v?([0-9]+)\.([0-9]+)", version)
    if found is None:
        raise ValueError(
            f'the cluster says its version is "{version}"; a version begins like v1.34; ask `kubectl version`'
        )
    return f"v{found[1]}.{found[2]}"


def service_accounts(topology: Topology, platform: KubernetesPlatform) -> tuple[Manifest, ...]:
    """Return the accounts of every identity, as the target tells them who they are there; none mounts a token.

    The account that the cluster gives every namespace is left alone: it has no rights, and no pod of ours names it.
    A head with an autoscaler asks for a token in its own pod; `network_policies` lets only such heads use one.
    """
    return tuple(
        {
            "apiVersion": "v1",
            "kind": "ServiceAccount",
            "metadata": metadata(
                topology, name, namespace=namespace, annotations=platform.account_annotations.get(identity)
            ),
            "automountServiceAccountToken": False,
        }
        for identity in topology.identities
        for namespace, name in accounts_of(topology, identity)
    )
