"""Kueue as this plan runs it: pure patches on what its module ships. It makes nothing and knows no cluster.

Its webhooks fail closed, so they are asked only about Kueue's own kinds and, in namespaces of a plan, about the jobs
that it manages: upstream's also hold up every Pod, Deployment and Job of the cluster whenever Kueue is away.
"""

from __future__ import annotations

import json
from typing import Any

from components.contract import KubernetesPlatform
from components.images import image
from components.objects import Manifest
from components.services.bundle_items import KUEUE_IMAGE
from components.services.isolation import ends
from components.services.operators.configuration import kueue_configuration
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
from components.topology.labels import PREFIX
from components.topology.model import Topology
from components.topology.places import labels_below, metadata

NAMESPACE = ends.KUEUE_NAMESPACE
PREFIX_OF_NAMES = "kueue-"
WEBHOOK_SERVICE = "kueue-webhook-service"
CONFIGURATION = "kueue-manager-config"
CONFIGURATION_FILE = "controller_manager_config.yaml"
OWN_GROUP = "kueue.x-k8s.io"
MANAGED = frozenset({("batch", "jobs"), ("ray.io", "rayclusters"), ("ray.io", "rayjobs")})
CONVERTED = frozenset({"localqueues", "clusterqueues", "cohorts", "workloads", "multikueueclusters"})
"""Kinds whose versions Kueue converts: those with a patch in upstream's `config/components/crd/kustomization.yaml`."""

SELECTOR = {"control-plane": "controller-manager", "app.kubernetes.io/name": "kueue"}
RESOURCES = {"requests": {"cpu": "500m", "memory": "512Mi"}, "limits": {"cpu": "2", "memory": "512Mi"}}
"""Upstream's own."""


def kueue_definitions(topology: Topology) -> tuple[Manifest, ...]:
    """Return the definitions of Kueue's kinds, with the conversion between their versions by its webhook."""
    found = []
    for document in definitions("kueue"):
        if document["spec"]["names"]["plural"] in CONVERTED:
            service = {"namespace": NAMESPACE, "name": WEBHOOK_SERVICE, "path": "/convert"}
            document["spec"]["conversion"] = {
                "strategy": "Webhook",
                "webhook": {"clientConfig": {"service": service}, "conversionReviewVersions": ["v1"]},
            }
        found.append(placed(document, NAMESPACE, labels_of(topology)))
    return tuple(found)


def kueue_manifests(topology: Topology, platform: KubernetesPlatform) -> tuple[Manifest, ...]:
    """Return Kueue without its definitions: namespace, rights, configuration, Deployment, Services and webhooks."""
    labels = labels_of(topology)
    found = [
        placed(document, NAMESPACE, labels, lambda name: PREFIX_OF_NAMES + name)
        for document in documents("kueue")
        if document["kind"] not in {"CustomResourceDefinition", "Namespace"}
    ]
    _deploy(of_kind(found, "Deployment"), topology)
    for document in found:
        if document["kind"] == "Service":
            document["spec"]["selector"] = dict(SELECTOR)
        if document["kind"].endswith("WebhookConfiguration"):
            document["webhooks"] = [_webhook(webhook) for webhook in document["webhooks"] if _asked(webhook)]
    own = operator_namespace(topology, platform, NAMESPACE)
    return as_manifests([own, _configuration(topology), *found])


def kueue_policies(topology: Topology, platform: KubernetesPlatform) -> tuple[Manifest, ...]:
    """Return what closes Kueue's namespace: its webhooks are asked, and Prometheus comes in."""
    return operator_policies(topology, platform, ends.kueue(), has_webhooks=True)


def _configuration(topology: Topology) -> Document:
    text = json.dumps(kueue_configuration(NAMESPACE), indent=1)
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": metadata(topology, CONFIGURATION, namespace=NAMESPACE),
        "data": {CONFIGURATION_FILE: text},
    }


def _deploy(deployment: Document, topology: Topology) -> None:
    """Do what upstream's `config/default` does with kustomize: selector, configuration, certificate, ports."""
    spec = deployment["spec"]
    spec["selector"] = {"matchLabels": dict(SELECTOR)}
    pod = spec["template"]["spec"]
    pod["serviceAccountName"] = PREFIX_OF_NAMES + pod["serviceAccountName"]
    hardened(deployment, image(KUEUE_IMAGE), RESOURCES, {**labels_below(topology), **SELECTOR})
    (container,) = pod["containers"]
    container["args"] = [f"--config=/{CONFIGURATION_FILE}", "--zap-log-level=2"]
    container["ports"] = [
        {"containerPort": port, "name": name, "protocol": "TCP"}
        for name, port in (("webhook-server", 9443), ("metrics", 8443))
    ]
    certificates = "/tmp/k8s-webhook-server/serving-certs"  # noqa: S108 (where controller-runtime looks)
    container["volumeMounts"] = [
        {"name": "manager-config", "mountPath": f"/{CONFIGURATION_FILE}", "subPath": CONFIGURATION_FILE},
        {"name": "cert", "mountPath": certificates, "readOnly": True},
    ]
    secret = {"secretName": f"{PREFIX_OF_NAMES}webhook-server-cert", "defaultMode": 0o640}
    pod["securityContext"]["fsGroup"] = (
        65532  # the group of distroless' `nonroot`, which may then read the key
    )
    pod["volumes"] = [
        {"name": "manager-config", "configMap": {"name": CONFIGURATION}},
        {"name": "cert", "secret": secret},
    ]


def _asked(webhook: dict[str, Any]) -> bool:
    return all(
        group == OWN_GROUP or (group, resource) in MANAGED
        for rule in webhook["rules"]
        for group in rule["apiGroups"]
        for resource in (name.partition("/")[0] for name in rule["resources"])
    )


def _webhook(webhook: dict[str, Any]) -> dict[str, Any]:
    webhook["clientConfig"]["service"] |= {"namespace": NAMESPACE, "name": WEBHOOK_SERVICE}
    if any(group != OWN_GROUP for rule in webhook["rules"] for group in rule["apiGroups"]):
        plan = {"key": f"{PREFIX}-plan", "operator": "Exists"}
        webhook["namespaceSelector"] = {"matchExpressions": [plan]}
    return webhook
