"""A Helm chart as the official provider renders it: pinned, with values of ours, from a mirror where the site has one.

Nothing is rendered here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from components.images import LOCK, committed
from components.services.bundle_items import Chart
from components.services.chart_images import image_values, merged

if TYPE_CHECKING:  # who asks what a plan needs, or for help, does not wait for the SDK
    import pulumi


@dataclass(frozen=True, kw_only=True)
class ChartSource:
    """Where the provider finds a chart: `repository` is None where `chart` says all."""

    chart: str
    repository: str | None


def chart_source(what: Chart, kept: str) -> ChartSource:
    """Return where a chart comes from; `kept` is where the site keeps charts, as `charts` of images.lock says it.

    >>> chart_source(Chart(name="kueue", repository="https://example.com", version="0.16.1"), "oci://m.example.com/charts")
    ChartSource(chart='oci://m.example.com/charts/kueue', repository=None)
    """
    place = kept or what.repository
    if place.startswith("oci://"):
        return ChartSource(chart=f"{place.rstrip('/')}/{what.name}", repository=None)
    if place.startswith("https://"):
        return ChartSource(chart=what.name, repository=place)
    return ChartSource(chart=str(chart_file(what, place)), repository=None)


def chart_file(what: Chart, folder: str) -> Path:
    """Return the file that `helm pull` writes of a chart to a folder, which may be relative to that of images.lock."""
    return LOCK.parent / folder / f"{what.name}-{what.version}.tgz"


def chart(
    name: str, what: Chart, namespace: str, values: Mapping[str, Any], opts: pulumi.ResourceOptions
) -> pulumi.Resource:
    """Declare a chart. Its objects exist only where the official provider runs; the simulated one warns of that.

    Raises ImageErrors.
    """
    from pulumi_kubernetes.helm.v4 import (
        Chart as HelmChart,
    )  # a quarter of a second that the pure parts do not need
    from pulumi_kubernetes.helm.v4 import RepositoryOptsArgs

    lock = committed()
    source = chart_source(what, lock.charts)
    return HelmChart(
        name,
        chart=source.chart,
        version=what.version,
        namespace=namespace,
        repository_opts=RepositoryOptsArgs(repo=source.repository) if source.repository else None,
        values=merged(values, image_values(what, lock.mirror)),
        opts=opts,
    )
