"""Which software for GPUs a cluster runs itself, recognised by its DaemonSets. Pure.

An operator is recognised elsewhere (`operators.py`). Many clusters have none: GKE, GPU images of EKS and AKS, k3s and
whoever installed NVIDIA's device plugin by its own chart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from components.kubernetes.operators import NAME, repository

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


@dataclass(frozen=True, kw_only=True)
class GpuSoftware:
    """Places ("namespace/name") of the DaemonSets that offer NVIDIA's GPUs, and of those that look for features."""

    plugins: tuple[str, ...] = ()
    features: tuple[str, ...] = ()


def gpu_software(daemonsets: Iterable[Mapping[str, Any]]) -> GpuSoftware:
    """Return what of a cluster's DaemonSets works with GPUs, sorted by place."""
    listed = list(daemonsets)
    return GpuSoftware(
        plugins=tuple(sorted(_place(each) for each in listed if _is_plugin(each))),
        features=tuple(sorted(_place(each) for each in listed if _looks_for_features(each))),
    )


def _place(daemonset: Mapping[str, Any]) -> str:
    return f"{daemonset['metadata']['namespace']}/{daemonset['metadata']['name']}"


def _is_plugin(daemonset: Mapping[str, Any]) -> bool:
    """Whether it offers GPUs: discovery of their features has the same image and labels, and no such folder."""
    pod = daemonset["spec"]["template"]["spec"]
    folders = [(each.get("hostPath") or {}).get("path", "") for each in pod.get("volumes") or ()]
    if not any(folder.rstrip("/").endswith(PLUGIN_FOLDER) for folder in folders):
        return False
    labelled = any(
        wanted.items() <= labels.items() for wanted in PLUGIN_LABELS for labels in _labels(daemonset)
    )
    return labelled or any(re.search(PLUGIN_IMAGE, image) for image in _images(daemonset))


def _looks_for_features(daemonset: Mapping[str, Any]) -> bool:
    labelled = any(FEATURES_LABEL.items() <= labels.items() for labels in _labels(daemonset))
    return labelled or any(re.search(FEATURES_IMAGE, image) for image in _images(daemonset))


def _labels(daemonset: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    yield daemonset["metadata"].get("labels") or {}
    yield daemonset["spec"]["template"].get("metadata", {}).get("labels") or {}


def _images(daemonset: Mapping[str, Any]) -> Iterator[str]:
    for container in daemonset["spec"]["template"]["spec"].get("containers") or ():
        yield repository(container.get("image", ""))
