"""A Helm chart as the official provider renders it: pinned, with values of ours. Nothing is rendered here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pulumi

from components.services.bundle_items import Chart


def chart(
    name: str, what: Chart, namespace: str, values: Mapping[str, Any], opts: pulumi.ResourceOptions
) -> pulumi.Resource:
    """Declare a chart. Its objects exist only where the official provider runs; the simulated one warns of that."""
    from pulumi_kubernetes.helm.v4 import (
        Chart as HelmChart,
    )  # a quarter of a second that the pure parts do not need
    from pulumi_kubernetes.helm.v4 import RepositoryOptsArgs

    return HelmChart(
        name,
        chart=what.name,
        version=what.version,
        namespace=namespace,
        repository_opts=RepositoryOptsArgs(repo=what.repository),
        values=dict(values),
        opts=opts,
    )
