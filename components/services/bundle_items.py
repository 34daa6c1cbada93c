"""The images and charts that the services of a platform use: what a mirror or an air-gapped site has to bring."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from components.topology.model import Topology
from components.topology.pools import has_gpus


@dataclass(frozen=True, order=True, kw_only=True)
class Chart:
    """A Helm chart at one version."""

    name: str
    repository: str
    version: str


@dataclass(frozen=True, kw_only=True)
class Requirements:
    """What the services need from outside: names of images, and charts with all the images that they bring."""

    images: tuple[str, ...]
    charts: tuple[Chart, ...]


GPU_OPERATOR = Chart(name="gpu-operator", repository="https://helm.ngc.nvidia.com/nvidia", version="v25.10.1")
PROMETHEUS = Chart(
    name="kube-prometheus-stack",
    repository="https://prometheus-community.github.io/helm-charts",
    version="80.13.3",
)

KUBERAY_IMAGE = "kuberay-operator"
KUEUE_IMAGE = "kueue"
REGISTRY_IMAGE = "mlflow"
DATABASE_IMAGE = "postgres"
LOGS_IMAGE, STORE_IMAGE = "fluent-bit", "valkey"
"""Of every Ray cluster (`components/ray`): what keeps its logs, and what keeps its head's knowledge."""


def has_registry(topology: Topology) -> bool:
    """Return whether the plan keeps a model registry."""
    return any(store.holds == "registry" for store in topology.stores)


def requirements(
    topology: Topology, present: Container[str] = (), of_platform: Iterable[str] = ()
) -> Requirements:
    """Return the images, by the names that `image()` knows, and the charts that target, services and clusters use.

    `present` and `of_platform` are what a `KubernetesPlatform` says of itself as `present` and `images`.
    """
    images = {
        KUBERAY_IMAGE: "kuberay" not in present,
        KUEUE_IMAGE: bool(topology.queues) and "kueue" not in present,
        REGISTRY_IMAGE: has_registry(topology),
        DATABASE_IMAGE: has_registry(topology),
        LOGS_IMAGE: True,
        STORE_IMAGE: True,
        **dict.fromkeys(of_platform, True),
    }
    charts = {
        GPU_OPERATOR: has_gpus(topology) and "gpu-operator" not in present,
        PROMETHEUS: "prometheus" not in present,
    }
    return Requirements(
        images=tuple(sorted(name for name, used in images.items() if used)),
        charts=tuple(sorted(chart for chart, used in charts.items() if used)),
    )
