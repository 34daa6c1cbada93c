"""A real API server tells what a Prometheus selects, and by its own selectors what is declared is selected."""

from typing import Any

import pytest

from components.kubernetes.access import connect
from components.kubernetes.gathering import ask_cluster
from components.kubernetes.monitoring import FIELDS
from components.kubernetes.scraping import monitor_labels, scraping_notes
from components.services.observability.alerts import rule_manifest
from components.services.observability.monitors import monitor_manifests
from components.services.observability.spending import Spending
from components.topology.places import observability_namespace
from tests.components.kubernetes.clusters import topology
from tests.components.services.declared import apply, platform_of
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes

GROUP = "monitoring.coreos.com"


def definition(kind: str) -> dict[str, Any]:
    """Return the definition of a kind of Prometheus' operator, which takes any fields."""
    plural = f"{kind.lower()}{'es' if kind.endswith('s') else 's'}"
    schema = {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
    version = {"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}
    names = {"kind": kind, "plural": plural, "singular": kind.lower(), "listKind": f"{kind}List"}
    return {
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{GROUP}"},
        "spec": {"group": GROUP, "scope": "Namespaced", "names": names, "versions": [version]},
    }  # fmt: skip


def deployment(name: str, *arguments: str) -> dict[str, Any]:
    """Return a Deployment without pods."""
    labels = {"app.kubernetes.io/name": name}
    container = {"name": "it", "image": f"registry.example.com/{name}:1", "args": [*arguments]}
    return {
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"name": name, "namespace": "monitoring", "labels": labels},
        "spec": {
            "replicas": 0, "selector": {"matchLabels": labels},
            "template": {"metadata": {"labels": labels}, "spec": {"containers": [container]}},
        },
    }  # fmt: skip


@pytest.fixture(scope="module")
def plane(clean_control_plane: ControlPlane) -> ControlPlane:
    """Give a cluster with a Prometheus as kube-prometheus-stack makes it, but that it takes no rules."""
    release = {"matchLabels": {"release": "kps"}}
    spec: dict[str, Any] = {}
    for kind in ("podMonitor", "serviceMonitor"):
        spec |= {f"{kind}Selector": release, f"{kind}NamespaceSelector": {}}
    metadata = {"name": "kps", "namespace": "monitoring"}
    apply(clean_control_plane, [definition(kind) for kind in ("Prometheus", *FIELDS)])
    apply(
        clean_control_plane,
        [
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "monitoring"}},
            deployment("prometheus-operator"),
            deployment("kube-state-metrics", "--metric-labels-allowlist=nodes=[*]"),
            {"apiVersion": f"{GROUP}/v1", "kind": "Prometheus", "metadata": metadata, "spec": spec},
        ],
    )
    return clean_control_plane


def test_what_is_declared_is_what_its_prometheus_selects_and_the_rest_is_told(plane: ControlPlane) -> None:
    made = topology()
    found = ask_cluster(connect(str(plane.kubeconfig)))
    assert found.monitoring.told == {"monitoring/kube-state-metrics": {"*"}}
    labels = monitor_labels(made, found)
    theirs = platform_of(made, present=frozenset({"prometheus"}), monitor_labels=labels)
    place = observability_namespace(made)
    apply(
        plane,
        [
            {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": place}},
            *monitor_manifests(made, theirs),
            rule_manifest(made, theirs, Spending()),
        ],
    )
    for plural, count in (("podmonitors", 1), ("servicemonitors", 2), ("prometheusrules", 0)):
        path = f"/apis/{GROUP}/v1/namespaces/{place}/{plural}?labelSelector=release%3Dkps"
        assert len(plane.objects.get(path)["items"]) == count, plural
    (note,) = scraping_notes(made, found)
    assert "takes up no PrometheusRule of the namespace" in note and "set its spec.ruleSelector to {}" in note
