"""Which software for GPUs a cluster runs itself, recognised by its DaemonSets. Pure.

An operator is recognised elsewhere (`operators.py`). Many clusters have none: GKE, GPU images of EKS and AKS, k3s and
whoever installed NVIDIA's device plugin by its own chart.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from components.kubernetes import workloads
from components.kubernetes.operators import Operator
from components.kubernetes.workloads import NAME
from components.topology.facts import Requests
from components.topology.labels import STACK

OPERATOR = "gpu-operator"
DAEMONSETS = "/apis/apps/v1/daemonsets"
PLUGIN_FOLDER = "/kubelet/device-plugins"
"""How the folder ends in which every device plugin tells the kubelet of itself, wherever the kubelet's own lies."""
PLUGIN_IMAGE = r"(^|[/-])(k8s-device-plugin|nvidia[a-z-]*-device-plugin)"
"""github.com/NVIDIA/k8s-device-plugin, the addon of GKE, and mirrors of them."""
PLUGIN_LABELS: tuple[Mapping[str, str], ...] = (
    {NAME: "nvidia-device-plugin"},  # its chart
    {"name": "nvidia-device-plugin-ds"},  # its static manifest
    {"app": "nvidia-device-plugin-daemonset"},  # the GPU operator's
    {"k8s-app": "nvidia-gpu-device-plugin"},  # GKE
    {"k8s-app": "nvidia-device-plugin"},  # AKS engine
)
"""Labels of its DaemonSet, or of the template of its pods."""
FEATURES_IMAGE = r"(^|[/-])node-feature-discovery"
FEATURES_LABEL = {NAME: "node-feature-discovery"}
SEARCH = Requests(cpus=Fraction(5, 1000), memory_bytes=64 * 2**20)
"""Of the DaemonSet of node-feature-discovery's chart; what else the GPU operator runs on nodes asks nothing."""


@dataclass(frozen=True, kw_only=True)
class GpuSoftware:
    """Places ("namespace/name") of the DaemonSets that offer NVIDIA's GPUs, and of those that look for features."""

    plugins: tuple[str, ...] = ()
    features: tuple[str, ...] = ()


def gpu_software(daemonsets: Iterable[Mapping[str, Any]]) -> GpuSoftware:
    """Return what of a cluster's DaemonSets works with GPUs, sorted by place."""
    listed = list(daemonsets)
    return GpuSoftware(
        plugins=tuple(sorted(workloads.place(each) for each in listed if _is_plugin(each))),
        features=tuple(sorted(workloads.place(each) for each in listed if _looks_for_features(each))),
    )


def added(
    software: GpuSoftware,
    operators: Mapping[str, tuple[Operator, ...]],
    namespaces: Mapping[str, Mapping[str, str]],
    elsewhere: Collection[str] = (),
) -> Requests:
    """Return what the GPU operator of a stack puts on every node: its search for features.

    Nothing comes where the cluster has one, or an operator, that no stack has made: that runs there already. Nor does
    it where an operator is among those that the stack says run `elsewhere`: `up` brings none then.
    """
    places = (*software.features, *(operator.place for operator in operators.get(OPERATOR, ())))
    is_there = any(STACK not in namespaces.get(place.partition("/")[0], {}) for place in places)
    return Requests() if is_there or OPERATOR in elsewhere else SEARCH


def reaches_all(software: GpuSoftware, operators: Mapping[str, tuple[Operator, ...]]) -> str | None:
    """Return the place of the GPU operator that offers the GPUs of every node, or None: then something else does.

    One that runs no plugin is there for metrics alone, and a plugin beside it may be all that some nodes have.
    """
    places = {place.partition("/")[0] for place in software.plugins}
    whose = [each.place for each in operators.get(OPERATOR, ()) if {each.place.partition("/")[0]} == places]
    return whose[0] if whose else None


def _is_plugin(daemonset: Mapping[str, Any]) -> bool:
    """Whether it offers GPUs: discovery of their features has the same image and labels, and no such folder."""
    volumes = workloads.pod(daemonset).get("volumes") or ()
    folders = [(each.get("hostPath") or {}).get("path", "") for each in volumes]
    if not any(folder.rstrip("/").endswith(PLUGIN_FOLDER) for folder in folders):
        return False
    labelled = any(workloads.is_labelled(daemonset, wanted) for wanted in PLUGIN_LABELS)
    return labelled or any(re.search(PLUGIN_IMAGE, image) for image in workloads.repositories(daemonset))


def _looks_for_features(daemonset: Mapping[str, Any]) -> bool:
    images = workloads.repositories(daemonset)
    return workloads.is_labelled(daemonset, FEATURES_LABEL) or any(
        re.search(FEATURES_IMAGE, image) for image in images
    )
