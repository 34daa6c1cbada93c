"""An operator is recognised however it was installed, and by nothing that is beside it."""

from collections.abc import Mapping
from typing import Any

import pytest

from components.kubernetes.operators import IMAGES, LABELS, SERVICE_OF_CRD, Operator, operators_of
from components.services.operators.kuberay import kuberay_manifests
from components.services.operators.kueue import kueue_manifests
from tests.components.services.declared import plan, platform_of, queued, team

NAME, COMPONENT = "app.kubernetes.io/name", "app.kubernetes.io/component"


def deployment(
    image: str = "registry.example.com/other:1",
    labels: Mapping[str, str] | None = None,
    *,
    available: int = 1,
    pods: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return a Deployment as the API server has it."""
    template = {"metadata": {"labels": pods or {}}, "spec": {"containers": [{"image": image}]}}
    return {
        "metadata": {"name": "it", "namespace": "there", "labels": labels},
        "spec": {"template": template},
        "status": {"availableReplicas": available} if available else {},
    }


def served_by(*deployments: Mapping[str, Any]) -> set[str]:
    """Return the services of which these are operators."""
    return set(operators_of(deployments))


@pytest.mark.parametrize(
    ("service", "labels"),
    [
        ("kuberay", {NAME: "kuberay-operator", "helm.sh/chart": "kuberay-operator-1.6.1"}),
        ("kuberay", {NAME: "kuberay", COMPONENT: "kuberay-operator"}),
        ("kueue", {NAME: "kueue", "control-plane": "controller-manager"}),
        ("cert-manager", {NAME: "cert-manager", COMPONENT: "controller", "app": "cert-manager"}),
        ("prometheus", {NAME: "prometheus-operator", COMPONENT: "controller"}),
        ("prometheus", {NAME: "kube-prometheus-stack-prometheus-operator", COMPONENT: "prometheus-operator"}),
        ("prometheus", {"app": "kube-prometheus-stack-operator", "release": "monitoring"}),
        ("gpu-operator", {COMPONENT: "gpu-operator", "app": "gpu-operator"}),
    ],
)
def test_the_labels_of_charts_and_manifests_tell_an_operator(service: str, labels: dict[str, str]) -> None:
    assert served_by(deployment(labels=labels)) == {service}
    assert served_by(deployment(pods=labels)) == {service}, "those of its pods as well"


@pytest.mark.parametrize(
    ("service", "image"),
    [
        ("kuberay", "quay.io/kuberay/operator:v1.6.1"),
        ("kuberay", "localhost:5000/mirrored/kuberay/operator@sha256:00"),
        ("kuberay", "registry.example.com/rancher/mirrored-kuberay-operator:v1.6.1"),
        ("kueue", "registry.k8s.io/kueue/kueue:v0.16.1"),
        ("kueue", "registry.example.com/odh-kueue-controller-rhel9@sha256:00"),
        ("cert-manager", "quay.io/jetstack/cert-manager-controller:v1.19.0"),
        ("prometheus", "quay.io/prometheus-operator/prometheus-operator:v0.86.0"),
        ("prometheus", "rancher/mirrored-prometheus-operator-prometheus-operator:v0.86.0"),
        ("gpu-operator", "nvcr.io/nvidia/gpu-operator:v25.10.1"),
    ],
)
def test_the_image_tells_an_operator_whose_labels_are_somebody_s_own(service: str, image: str) -> None:
    assert served_by(deployment(image)) == {service}


@pytest.mark.parametrize(
    ("image", "labels"),
    [
        ("quay.io/jetstack/cert-manager-webhook:v1", {NAME: "webhook", COMPONENT: "webhook"}),
        ("quay.io/jetstack/cert-manager-cainjector:v1", {NAME: "cainjector"}),
        ("quay.io/prometheus-operator/admission-webhook:v0.86", {COMPONENT: "prometheus-operator-webhook"}),
        ("quay.io/prometheus-operator/prometheus-config-reloader:v0.86.0", {}),
        ("registry.k8s.io/kueue/kueueviz-backend:v0.16.1", {NAME: "kueue", "app": "kueueviz-backend"}),
        ("quay.io/kuberay/apiserver:v1.6.1", {COMPONENT: "kuberay-apiserver"}),
        ("registry.k8s.io/nfd/node-feature-discovery:v0.18", {NAME: "node-feature-discovery"}),
    ],
)
def test_what_stands_beside_an_operator_is_none(image: str, labels: dict[str, str]) -> None:
    assert served_by(deployment(image, labels)) == set(), "its webhook alone serves no kinds"


def test_our_own_operators_would_be_recognised_by_another_stack() -> None:
    made = plan(queued("train", "research"), queues=[team("research")])
    on = platform_of(made)
    found = [
        each
        for each in (*kuberay_manifests(made, on), *kueue_manifests(made, on))
        if each["kind"] == "Deployment"
    ]
    assert served_by(*found) == {"kuberay", "kueue"}, "what is recognised is what upstream ships"


def test_an_operator_without_an_available_pod_is_found_and_told_apart() -> None:
    image = "quay.io/kuberay/operator:v1.6.1"
    assert operators_of([deployment(image, available=0)]) == {
        "kuberay": (Operator(place="there/it", is_available=False),)
    }


def test_every_service_can_be_recognised_both_ways() -> None:
    assert LABELS.keys() == IMAGES.keys() == set(SERVICE_OF_CRD.values())
