"""Grafana's dashboards of a plan, written with Grafana's own library, as ConfigMaps that Grafana picks up. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.builders.prometheus import Dataquery
from grafana_foundation_sdk.builders.timeseries import Panel
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models.dashboard import DataSourceRef

from components.objects import Manifest
from components.services.observability.alerts import gpu_percent, inside, of_plan, of_serving
from components.services.observability.spending import Spending, left_out
from components.topology.model import Topology
from components.topology.places import metadata, observability_namespace
from components.topology.pools import has_gpus

SIDECAR_LABEL = {"grafana_dashboard": "1"}
"""What the chart's sidecar looks for."""
SOURCE = DataSourceRef(type_val="prometheus", uid="prometheus")
"""The chart's own name of its Prometheus."""
HALF, TALL = 12, 8
"""Of Grafana's 24 columns, and in its rows of 30 pixels."""


@dataclass(frozen=True, kw_only=True)
class Graph:
    """One panel: queries by the name of their line, and the unit in Grafana's words."""

    title: str
    unit: str
    queries: Mapping[str, str]


def graphs(topology: Topology, spending: Spending) -> dict[str, tuple[str, Sequence[Graph]]]:
    """Return every dashboard of a plan by name: its title and its panels."""
    found: dict[str, tuple[str, Sequence[Graph]]] = {"ray": ("Ray", _ray(topology))}
    if has_gpus(topology):
        found["gpu"] = ("GPUs", _gpu(topology))
    if any(cluster.purpose == "serving" for cluster in topology.clusters):
        found["serving"] = ("Serving latency", _serving(topology))
    found["machines"] = ("Machines", (_machines(topology),))
    if spending.hourly:
        found["cost"] = (f"Cost per hour{left_out(topology, spending)}", _cost(topology, spending))
    return found


def _ray(topology: Topology) -> tuple[Graph, ...]:
    ours = f"{{{inside(topology)}}}"
    cluster, pool = "{{groundplan_cluster}}", "{{groundplan_cluster}} {{groundplan_pool}}"
    by_cluster, by_pool = "by (groundplan_cluster)", "by (groundplan_cluster, groundplan_pool)"
    by_state = "by (groundplan_cluster, State)"
    nodes = {
        f"{cluster} {state}": f"sum {by_cluster} (autoscaler_{state}_nodes{ours})"
        for state in ("active", "pending")
    }
    tasks = {f"{cluster} {{{{State}}}}": f"sum {by_state} (ray_tasks{ours})"}
    actors = {f"{cluster} {{{{State}}}}": f"sum {by_state} (ray_actors{ours})"}
    processors = {pool: f"avg {by_pool} (ray_node_cpu_utilization{ours})"}
    memory = {pool: f"sum {by_pool} (ray_node_mem_used{ours})"}
    objects = {
        f"{cluster} {{{{Location}}}}": f"sum by (groundplan_cluster, Location) (ray_object_store_memory{ours})"
    }
    return (
        Graph(title="Nodes of Ray", unit="short", queries=nodes),
        Graph(title="Tasks by state", unit="short", queries=tasks),
        Graph(title="Processors", unit="percent", queries=processors),
        Graph(title="Memory used", unit="bytes", queries=memory),
        Graph(title="Object store", unit="bytes", queries=objects),
        Graph(title="Actors by state", unit="short", queries=actors),
    )


def _quantile(share: float, metric: str, by: str) -> str:
    return f"histogram_quantile({share}, sum by (le, {by}) (rate({metric}[5m])))"


_HTTP, _MODEL = (
    "ray_serve_http_request_latency_ms_bucket",
    "ray_serve_deployment_processing_latency_ms_bucket",
)


def _serving(topology: Topology) -> tuple[Graph, ...]:
    ours, cluster = of_serving(topology), "{{groundplan_cluster}}"
    latency = {
        f"{cluster} p{round(share * 100)}": _quantile(share, f"{_HTTP}{ours}", "groundplan_cluster")
        for share in (0.5, 0.95, 0.99)
    }
    model = {"{{deployment}}": _quantile(0.95, f"{_MODEL}{ours}", "deployment")}
    requests = {
        f"{cluster}{which}": f"sum by (groundplan_cluster) (rate({metric}{ours}[5m]))"
        for which, metric in (
            ("", "ray_serve_num_http_requests_total"),
            (" failed", "ray_serve_num_http_error_requests_total"),
        )
    }
    waiting = {"{{deployment}}": f"sum by (deployment) (ray_serve_deployment_queued_queries{ours})"}
    return (
        Graph(title="Latency of requests", unit="ms", queries=latency),
        Graph(title="Latency in the model, p95", unit="ms", queries=model),
        Graph(title="Requests", unit="reqps", queries=requests),
        Graph(title="Requests that wait", unit="short", queries=waiting),
    )


def _gpu(topology: Topology) -> tuple[Graph, ...]:
    ours, each = f"{{{inside(topology)}}}", "{{pod}} {{gpu}} {{GPU_I_ID}}"
    return (
        Graph(title="Utilisation", unit="percent", queries={each: gpu_percent(inside(topology))}),
        Graph(title="Memory used", unit="mbytes", queries={each: f"DCGM_FI_DEV_FB_USED{ours}"}),
        Graph(title="Power", unit="watt", queries={each: f"DCGM_FI_DEV_POWER_USAGE{ours}"}),
        Graph(title="Temperature", unit="celsius", queries={each: f"DCGM_FI_DEV_GPU_TEMP{ours}"}),
    )


def _machines(topology: Topology) -> Graph:
    pool = "{{label_groundplan_cluster}} {{label_groundplan_pool}}"
    return Graph(title="Machines", unit="short", queries={pool: f"groundplan:nodes{of_plan(topology)}"})


def _cost(topology: Topology, spending: Spending) -> tuple[Graph, ...]:
    unit, cost = f"currency{spending.currency}", f"groundplan:cost_per_hour{of_plan(topology)}"
    by_cluster = {"{{label_groundplan_cluster}}": f"sum by (label_groundplan_cluster) ({cost})"}
    return (
        Graph(title="Cost of an hour", unit=unit, queries={"all": f"sum({cost})"}),
        Graph(title="Cost of an hour by cluster", unit=unit, queries=by_cluster),
        _machines(topology),
    )


def dashboard_text(topology: Topology, name: str, title: str, panels: Sequence[Graph]) -> str:
    """Return one dashboard as Grafana reads it, in a few lines of JSON, the same for the same plan."""
    board = Dashboard(f"{title} ({topology.name})").uid(f"{topology.name}-{name}"[:40]).readonly()
    board = board.tags(["groundplan", topology.name]).refresh("1m").time("now-6h", "now")
    for graph in panels:
        panel = Panel().title(graph.title).unit(graph.unit).datasource(SOURCE).span(HALF).height(TALL)
        for legend, expr in graph.queries.items():
            panel = panel.with_target(Dataquery().expr(expr).legend_format(legend).datasource(SOURCE))
        board = board.with_panel(panel)
    return json.dumps(board.build(), cls=JSONEncoder, sort_keys=True, indent=1)


def dashboard_manifests(topology: Topology, spending: Spending) -> tuple[Manifest, ...]:
    """Return a ConfigMap for each dashboard, with the label by which Grafana finds it."""
    return tuple(
        {
            "apiVersion": "v1",
            "kind": "ConfigMap",
            "metadata": metadata(
                topology,
                f"dashboard-{name}",
                namespace=observability_namespace(topology),
                more_labels=SIDECAR_LABEL,
            ),
            "data": {f"{name}.json": dashboard_text(topology, name, title, panels)},
        }
        for name, (title, panels) in graphs(topology, spending).items()
    )
