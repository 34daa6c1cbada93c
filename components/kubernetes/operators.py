"""By what the operators are recognised that a cluster has: their kinds, and the Deployments that serve these.

Kinds alone prove nothing: `helm uninstall` leaves those of every chart here, and nobody acts on objects of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from components.kubernetes import workloads
from components.kubernetes.workloads import COMPONENT, NAME
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
        available = (each.get("status") or {}).get("availableReplicas") or 0
        volumes = workloads.pod(each).get("volumes") or ()
        operator = Operator(
            place=workloads.place(each),
            is_available=available > 0,
            arguments=workloads.arguments(each),
            config_maps=tuple(volume["configMap"]["name"] for volume in volumes if "configMap" in volume),
        )
        for service in LABELS:
            if _serves(each, service):
                found.setdefault(service, []).append(operator)
    return {service: tuple(sorted(each, key=lambda one: one.place)) for service, each in found.items()}


def _serves(deployment: Mapping[str, Any], service: str) -> bool:
    labelled = any(workloads.is_labelled(deployment, wanted) for wanted in LABELS[service])
    return labelled or any(re.search(IMAGES[service], image) for image in workloads.repositories(deployment))
