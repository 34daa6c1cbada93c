"""KubeRay as this plan runs it: pure patches on what its module ships. It makes nothing and knows no cluster.

It watches the plan's own namespaces and has rights in these alone: upstream binds its role, which reads every Secret,
in the whole cluster.
"""

from __future__ import annotations

from components.contract import KubernetesPlatform
from components.images import image
from components.objects import Manifest
from components.services.bundle_items import KUBERAY_IMAGE
from components.services.isolation import ends
from components.services.operators.policies import operator_policies
from components.services.operators.upstream import (
    Document,
    as_manifests,
    definitions,
    documents,
    hardened,
    labels_of,
    of_kind,
    operator_namespace,
    placed,
)
from components.topology.model import Topology
from components.topology.places import labels_below, metadata, namespace_of

NAMESPACE = ends.KUBERAY_NAMESPACE
NAME = "kuberay-operator"
STORAGE_VERSION = "v1"
"""The only version declared: v1alpha1 is the same schema once more, 0.5 MB in every stack's state."""

RESOURCES = {"requests": {"cpu": "100m", "memory": "1Gi"}, "limits": {"cpu": "1", "memory": "1Gi"}}
"""Upstream says 500 MB for 500 Ray pods; twice that, and a core to catch up with many clusters at once."""


def kuberay_definitions(topology: Topology) -> tuple[Manifest, ...]:
    """Return the definitions of RayCluster, RayJob, RayService and RayCronJob."""
    return tuple(
        placed(document, NAMESPACE, labels_of(topology))
        for document in definitions("kuberay", STORAGE_VERSION)
    )


CLEANS_STORE = "ENABLE_GCS_FT_REDIS_CLEANUP"
"""Whether a deleted RayCluster waits for a Job that empties its store. Ours goes with its volume, and Kueue suspends
that Job with the cluster it belongs to, so `down` would wait for KubeRay's limit of five minutes."""


def kuberay_manifests(topology: Topology, platform: KubernetesPlatform) -> tuple[Manifest, ...]:
    """Return KubeRay without its definitions: namespace, rights, Deployment and Service."""
    labels = labels_of(topology)
    watched = sorted(namespace_of(topology, cluster) for cluster in topology.clusters)
    found = [
        placed(document, NAMESPACE, labels)
        for document in documents("kuberay")
        if document["kind"] not in {"CustomResourceDefinition", "ClusterRoleBinding"}
    ]
    deployment = of_kind(found, "Deployment")
    hardened(deployment, image(KUBERAY_IMAGE), RESOURCES, labels_below(topology))
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    container["args"] = [f"--watch-namespace={','.join(watched)}", "--enable-metrics=true"]
    container.setdefault("env", []).append({"name": CLEANS_STORE, "value": "false"})
    bindings = [_binding(topology, name) for name in watched]
    return as_manifests([operator_namespace(topology, platform, NAMESPACE), *found, *bindings])


def kuberay_policies(topology: Topology, platform: KubernetesPlatform) -> tuple[Manifest, ...]:
    """Return what closes KubeRay's namespace: Prometheus comes in, and KubeRay reaches the heads of the plan."""
    return operator_policies(topology, platform, ends.kuberay(platform), has_webhooks=False)


def _binding(topology: Topology, watched: str) -> Document:
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": metadata(topology, NAME, namespace=watched),
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": NAME},
        "subjects": [{"kind": "ServiceAccount", "name": NAME, "namespace": NAMESPACE}],
    }
