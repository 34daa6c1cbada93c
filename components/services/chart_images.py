"""The images that the pinned charts bring, and the values by which a chart takes them from a mirror. Pure.

No chart is rendered here: the list follows what is published of each version, for the parts that our values leave on.
With a mirror the tags are set too, so that what is listed is what is pulled.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from components.images import mirrored
from components.services.bundle_items import GPU_OPERATOR, PROMETHEUS, Chart
from components.topology.gpu_software import DEVICE_PLUGIN, DRIVER, FEATURES, TOOLKIT

OF_NODES_SYSTEM = "<operating system of the nodes>"
"""What follows the version in a tag that the GPU operator completes by itself, node by node: "ubuntu24.04"."""


@dataclass(frozen=True, kw_only=True)
class ChartImage:
    """An image of a chart, and where its values name it.

    `at` leads to the mapping of values that names the image, in which `place` is how far its name goes under the key
    `place_key`, and `tag_key` is the key of its tag (None: the chart keeps the tag). `software` is what of the nodes'
    own makes it needless, as in `KubernetesPlatform.gpu_software`.
    """

    chart: Chart
    repository: str
    tag: str
    at: tuple[str, ...]
    place_key: str
    place: str
    tag_key: str | None
    software: str = ""

    @property
    def name(self) -> str:
        """Return what it is called in a list."""
        return self.repository.rpartition("/")[2]

    @property
    def is_listed(self) -> bool:
        """Return whether its whole tag is known before the nodes are."""
        return OF_NODES_SYSTEM not in self.tag


def chart_images(charts: Iterable[Chart], brought: Collection[str] = ()) -> tuple[ChartImage, ...]:
    """Return the images of charts, each once; `brought` is the software that nodes with GPUs bring themselves."""
    found: dict[tuple[str, str], ChartImage] = {}
    wanted = set(charts)
    for image in IMAGES:
        if image.chart in wanted and image.software not in brought:
            found.setdefault((image.repository, image.tag), image)
    return tuple(found.values())


def image_values(chart: Chart, mirror: str) -> dict[str, Any]:
    """Return the values of a chart that let its images come from `mirror`: none without one."""
    values: dict[str, Any] = {}
    for image in IMAGES if mirror else ():
        if image.chart == chart:
            named = {image.place_key: mirrored(image.place, mirror)}
            if image.tag_key is not None:
                named[image.tag_key] = image.tag
            values = merged(values, _nested(image.at, named))
    return values


def merged(values: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with more of them; where both have a mapping, its keys are joined.

    >>> merged({"a": {"b": 1}, "c": 1}, {"a": {"d": 2}})
    {'a': {'b': 1, 'd': 2}, 'c': 1}
    """
    both = dict(values)
    for key, value in more.items():
        known = both.get(key)
        if isinstance(known, Mapping) and isinstance(value, Mapping):
            both[key] = merged(known, value)
        else:
            both[key] = value
    return both


def _nested(path: tuple[str, ...], value: dict[str, Any]) -> dict[str, Any]:
    for key in reversed(path):
        value = {key: value}
    return value


def _of_prometheus(path: str, registry: str, repository: str, tag: str) -> ChartImage:
    return ChartImage(
        chart=PROMETHEUS, repository=f"{registry}/{repository}", tag=tag, at=tuple(path.split(".")),
        place_key="registry", place=registry, tag_key="tag",
    )  # fmt: skip


def _of_gpus(
    path: str, image: str, version: str, *, tag_key: str | None = "version", software: str = ""
) -> ChartImage:
    folder = image.rpartition("/")[0]
    return ChartImage(
        chart=GPU_OPERATOR, repository=image, tag=version, at=tuple(path.split(".")),
        place_key="repository", place=folder, tag_key=tag_key, software=software,
    )  # fmt: skip


NVIDIA = "nvcr.io/nvidia"
IMAGES: tuple[ChartImage, ...] = (
    _of_gpus("operator", f"{NVIDIA}/gpu-operator", "v25.10.1"),
    _of_gpus("validator", f"{NVIDIA}/gpu-operator", "v25.10.1"),
    _of_gpus("operator.initContainer", f"{NVIDIA}/cuda", "13.0.1-base-ubi9"),
    _of_gpus("driver", f"{NVIDIA}/driver", f"580.105.08-{OF_NODES_SYSTEM}", tag_key=None, software=DRIVER),
    _of_gpus("driver.manager", f"{NVIDIA}/cloud-native/k8s-driver-manager", "v0.9.1", software=DRIVER),
    _of_gpus("toolkit", f"{NVIDIA}/k8s/container-toolkit", "v1.18.1", software=TOOLKIT),
    _of_gpus("devicePlugin", f"{NVIDIA}/k8s-device-plugin", "v0.18.1", software=DEVICE_PLUGIN),
    _of_gpus("gfd", f"{NVIDIA}/k8s-device-plugin", "v0.18.1"),
    _of_gpus("dcgmExporter", f"{NVIDIA}/k8s/dcgm-exporter", "4.4.2-4.7.0-distroless"),
    _of_gpus("migManager", f"{NVIDIA}/cloud-native/k8s-mig-manager", "v0.13.1", software=DEVICE_PLUGIN),
    ChartImage(
        chart=GPU_OPERATOR, repository="registry.k8s.io/nfd/node-feature-discovery", tag="v0.18.2",
        at=("node-feature-discovery", "image"), place_key="repository",
        place="registry.k8s.io/nfd/node-feature-discovery", tag_key="tag", software=FEATURES,
    ),
    _of_prometheus("prometheusOperator.image", "quay.io", "prometheus-operator/prometheus-operator", "v0.87.1"),
    _of_prometheus(
        "prometheusOperator.prometheusConfigReloader.image",
        "quay.io", "prometheus-operator/prometheus-config-reloader", "v0.87.1",
    ),
    _of_prometheus("prometheus.prometheusSpec.image", "quay.io", "prometheus/prometheus", "v3.9.1"),
    _of_prometheus("alertmanager.alertmanagerSpec.image", "quay.io", "prometheus/alertmanager", "v0.30.0"),
    _of_prometheus(
        "kube-state-metrics.image", "registry.k8s.io", "kube-state-metrics/kube-state-metrics", "v2.17.0"
    ),
    _of_prometheus("grafana.image", "docker.io", "grafana/grafana", "12.3.1"),
    _of_prometheus("grafana.sidecar.image", "quay.io", "kiwigrid/k8s-sidecar", "2.2.1"),
)  # fmt: skip
"""What is known of gpu-operator v25.10.1 are published lists of its images and values for closed sites, which agree;
of kube-prometheus-stack 80.13.3, what its installations say of themselves (the operator, Prometheus, Grafana), what
its neighbours 80.8 and 80.14.4 both have (kube-state-metrics), and the newest Alertmanager of its day, 9 January 2026.
Its sidecar's tag is that of 80.14.4, of the same week.
"""
