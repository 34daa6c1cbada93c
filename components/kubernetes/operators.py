"""By what the operators are recognised that a cluster has: their kinds, and the Deployments that serve these.

Kinds alone prove nothing: `helm uninstall` leaves those of every chart here, and nobody acts on objects of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from components.topology.model import Topology
from components.topology.pools import has_gpus

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
CLASS_OF_CHART = {"-observability": "prometheus"}
"""How the name of the storage class ends that we make before the chart of a service, and for that chart alone."""
DEPLOYMENTS = "/apis/apps/v1/deployments"

NAME, COMPONENT = "app.kubernetes.io/name", "app.kubernetes.io/component"
LABELS: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "kuberay": (
        {NAME: "kuberay-operator"},  # its chart
        {COMPONENT: "kuberay-operator"},  # its manifests, Open Data Hub
    ),
    # The visibility dashboard of its chart has the same name and no controller.
    "kueue": ({NAME: "kueue", "control-plane": "controller-manager"},),
    "cert-manager": ({NAME: "cert-manager"},),
    "prometheus": (
        {NAME: "prometheus-operator"},  # kube-prometheus, OpenShift
        {COMPONENT: "prometheus-operator"},  # kube-prometheus-stack
        {"app": "kube-prometheus-stack-operator"},  # and what that was before 2023
    ),
    "gpu-operator": ({COMPONENT: "gpu-operator"}, {"app": "gpu-operator"}),
}
"""Service -> sets of labels of which its Deployment, or the template of its pods, has one."""
IMAGES = {
    "kuberay": r"(^|[/-])kuberay[/-]operator",
    "kueue": r"(^|[/-])kueue(-controller\S*)?$",
    "cert-manager": r"(^|[/-])cert-manager-controller",
    "prometheus": r"(^|[/-])prometheus-operator(-rhel\d+)?$",
    "gpu-operator": r"(^|[/-])gpu-operator$",
}
"""Service -> the repository of its image, in registries that mirror it as well: for who labels it otherwise."""


@dataclass(frozen=True, kw_only=True)
class Operator:
    """A Deployment that serves the kinds of a service: where it is, and whether a pod of it is available.

    `arguments` are those of its containers, `config_maps` the names of the ConfigMaps that its pods mount.
    """

    place: str
    is_available: bool
    arguments: tuple[str, ...] = ()
    config_maps: tuple[str, ...] = ()


def needed_services(topology: Topology) -> frozenset[str]:
    """Return the services of which a plan declares objects."""
    found = {
        "kuberay": True,
        "kueue": bool(topology.queues),
        "prometheus": True,
        "gpu-operator": has_gpus(topology),
    }
    return frozenset(service for service, is_needed in found.items() if is_needed)


def operators_of(deployments: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Operator, ...]]:
    """Return the operators among the Deployments of a cluster by service, those of a service sorted by place."""
    found: dict[str, list[Operator]] = {}
    for each in deployments:
        metadata = each["metadata"]
        available = (each.get("status") or {}).get("availableReplicas") or 0
        pod = each["spec"]["template"]["spec"]
        operator = Operator(
            place=f"{metadata['namespace']}/{metadata['name']}",
            is_available=available > 0,
            arguments=_arguments(pod),
            config_maps=tuple(
                volume["configMap"]["name"] for volume in pod.get("volumes") or () if "configMap" in volume
            ),
        )
        for service in LABELS:
            if _serves(each, service):
                found.setdefault(service, []).append(operator)
    return {service: tuple(sorted(each, key=lambda one: one.place)) for service, each in found.items()}


def _arguments(pod: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        part
        for container in pod.get("containers") or ()
        for part in (*(container.get("command") or ()), *(container.get("args") or ()))
    )


def _serves(deployment: Mapping[str, Any], service: str) -> bool:
    template = deployment["spec"]["template"]
    labelled = (deployment["metadata"].get("labels"), template.get("metadata", {}).get("labels"))
    if any(wanted.items() <= (labels or {}).items() for wanted in LABELS[service] for labels in labelled):
        return True
    containers = template["spec"].get("containers") or ()
    return any(re.search(IMAGES[service], repository(each.get("image", ""))) for each in containers)


def repository(image: str) -> str:
    """Return an image without its tag and digest: the last colon is a tag's unless a slash comes after it.

    >>> repository("localhost:5000/kuberay/operator:v1.6.1@sha256:0")
    'localhost:5000/kuberay/operator'
    """
    named = image.partition("@")[0]
    head, colon, tail = named.rpartition(":")
    return head if colon and "/" not in tail else named
