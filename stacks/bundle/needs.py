"""The images and charts that a plan needs, by name: of its services, of its clusters, and of its cloud's platform."""

from dataclasses import dataclass

from components.plan.defaults import CLOUDS
from components.services.bundle_items import Chart, requirements
from components.services.chart_images import ChartImage, chart_images
from components.targets import target_part
from components.topology.model import Topology

RUNTIME_BASE = "python"
"""The base of the runtime image, which is needed where that image is built."""

WITHOUT_IMAGES = ("local", "hosts")
"""Targets whose nodes are processes."""


@dataclass(frozen=True, kw_only=True)
class Needs:
    """Images by their names in images.lock, charts, and the images that these charts bring."""

    images: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    chart_images: tuple[ChartImage, ...] = ()


def needs_of(topology: Topology, kubernetes_version: str) -> Needs:
    """Return what a plan needs on a cluster that has nothing of it yet but what its cloud puts there.

    Args:
        topology: of the plan.
        kubernetes_version: the minor version that a cloud's cluster gets, such as "1.35".
    """
    if topology.target in WITHOUT_IMAGES:
        return Needs()
    if topology.target in CLOUDS:
        cloud = target_part(topology.target, "software")
        found = requirements(topology, cloud.PRESENT, cloud.images(topology, kubernetes_version))
        brought = cloud.GPU_SOFTWARE
    else:
        found, brought = requirements(topology), frozenset[str]()
    return Needs(
        images=tuple(sorted({*found.images, RUNTIME_BASE})),
        charts=found.charts,
        chart_images=chart_images(found.charts, brought),
    )
