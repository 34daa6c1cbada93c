"""Rules of Prometheus for a plan: what its machines cost an hour, and what somebody has to hear of. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from components.contract import KubernetesPlatform
from components.objects import Manifest
from components.services.observability.spending import Spending, left_out
from components.services.queueing.queues import cluster_queue_name
from components.topology.cost import HOURS_A_MONTH
from components.topology.labels import PLAN
from components.topology.model import Cluster, Topology
from components.topology.places import metadata, namespace_of, observability_namespace
from components.topology.pools import has_gpus

RULE = "PrometheusRule"
IDLE_PERCENT = 5
"""Below it a GPU does no work of note: a process that only holds memory shows 0, drivers show up to 3."""
GPU_RESOURCES = "nvidia_com_(gpu|gpu_shared|mig_.*)"
"""Whole GPUs, shares and parts of MIG, as kube-state-metrics writes the names of resources."""
IDLE_FOR = "30m"
"""Long enough for loading data and for a checkpoint, short against the hour that clouds bill."""
WAITING_FOR = "20m"
"""Twice what a cloud's GPU machine takes to come: by then it is not slow but not to be had."""


BY_POOL = "label_groundplan_plan, label_groundplan_cluster, label_groundplan_pool"
"""Labels of nodes as kube-state-metrics names them; the plan among them, since plans may share a Prometheus."""


def groups(topology: Topology, spending: Spending) -> list[dict[str, Any]]:
    """Return the groups of rules of a plan."""
    named = {
        "groundplan-machines": _machines(topology),
        "groundplan-cost": _cost(topology, spending),
        "groundplan-idle": _idle(topology),
        "groundplan-stock": _stock(topology),
        "groundplan-serving": _serving(topology),
        "groundplan-spend": _spend(topology, spending),
    }
    found = {name: list(rules) for name, rules in named.items()}
    return [{"name": name, "rules": rules} for name, rules in found.items() if rules]


def rule_manifest(topology: Topology, platform: KubernetesPlatform, spending: Spending) -> Manifest:
    """Return the rules as an object, for a cluster that has the Prometheus operator's kinds."""
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": RULE,
        "metadata": metadata(
            topology,
            "groundplan",
            namespace=observability_namespace(topology),
            more_labels=platform.monitor_labels.get(RULE),
        ),
        "spec": {"groups": groups(topology, spending)},
    }


def inside(topology: Topology, clusters: Iterable[Cluster] | None = None) -> str:
    """Return the matcher of PromQL for the namespaces of a plan's clusters, or of some of them.

    A cluster's name would not do: plans that share a Prometheus may have clusters of one name.
    """
    chosen = topology.clusters if clusters is None else clusters
    return f'namespace=~"{"|".join(sorted(namespace_of(topology, cluster) for cluster in chosen))}"'


def of_serving(topology: Topology) -> str:
    """Return the selector of PromQL for what Serve of a plan's clusters exports."""
    return f"{{{inside(topology, (each for each in topology.clusters if each.purpose == 'serving'))}}}"


def of_plan(topology: Topology) -> str:
    """Return the selector of PromQL for what is counted of a plan's machines."""
    return f'{{label_groundplan_plan="{topology.labels[PLAN]}"}}'


def gpu_percent(where: str, over: str | None = None) -> str:
    """Return a query for how busy the GPUs of `where` and their parts are, in percent: now, or in the mean of `over`.

    The first metric is there for parts of MIG too, and missing on cards that do not measure it; the second one the
    other way round.
    """
    engine, whole = (
        f"{name}{{{where}}}" for name in ("DCGM_FI_PROF_GR_ENGINE_ACTIVE", "DCGM_FI_DEV_GPU_UTIL")
    )
    if over is not None:
        engine, whole = (f"avg_over_time({each}[{over}])" for each in (engine, whole))
    return f"{engine} * 100 or {whole}"


def _machines(topology: Topology) -> Iterator[dict[str, Any]]:
    yield {
        "record": "groundplan:nodes",
        "expr": f"count by ({BY_POOL}) (kube_node_labels{of_plan(topology)})",
    }


def _cost(topology: Topology, spending: Spending) -> Iterator[dict[str, Any]]:
    if not spending.hourly:
        return
    plan = topology.labels[PLAN]
    for (cluster, pool), price in sorted(spending.hourly.items()):
        of_pool = {
            "label_groundplan_plan": plan,
            "label_groundplan_cluster": cluster,
            "label_groundplan_pool": pool,
        }
        yield {"record": "groundplan:node_price_per_hour", "expr": f"vector({price:f})", "labels": of_pool}
    mine = of_plan(topology)
    expr = f"groundplan:nodes{mine} * on ({BY_POOL}) groundplan:node_price_per_hour{mine}"
    yield {"record": "groundplan:cost_per_hour", "expr": expr}


def _idle(topology: Topology) -> Iterator[dict[str, Any]]:
    if not has_gpus(topology):
        return
    yield _alert(
        "IdleGpu",
        f"({gpu_percent(inside(topology), over=IDLE_FOR)}) < {IDLE_PERCENT}",
        "A GPU that a pod holds does nothing",
        "GPU {{ $labels.gpu }} of {{ $labels.pod }} worked {{ $value }} % of the last half hour: end the job, or give "
        "the pool a range so that its machines go",
        wait="5m",
    )
    plan = topology.labels[PLAN]
    there = f'sum by (node) (kube_node_status_allocatable{{resource=~"{GPU_RESOURCES}"}})'
    ours = f'group by (node) (kube_node_labels{{label_groundplan_plan="{plan}"}})'
    taken = f'sum by (node) (kube_pod_container_resource_requests{{resource=~"{GPU_RESOURCES}"}})'
    yield _alert(
        "UnusedGpuNode",
        f"({there} > 0) * on (node) {ours} unless on (node) {taken}",
        "A machine with GPUs runs no pod that uses them",
        "nobody has asked for the {{ $value }} GPUs of {{ $labels.node }}: lower the pool's count, or give it a range",
        wait=IDLE_FOR,
    )


def _stock(topology: Topology) -> Iterator[dict[str, Any]]:
    yield _alert(
        "NoMachines",
        f"sum by (namespace, pod) (kube_pod_status_unschedulable{{{inside(topology)}}}) > 0",
        "A pod finds no machine",
        "{{ $labels.namespace }}/{{ $labels.pod }} has waited 20 minutes: the capacity is sold out, the inventory is "
        "full, or a node is away; another capacity or zone in the plan would help",
        wait=WAITING_FOR,
    )
    if topology.queues:
        names = sorted(cluster_queue_name(topology, queue.name) for queue in topology.queues)
        queues = f'cluster_queue=~"{"|".join(names)}"'
        yield _alert(
            "QueuedForLong",
            f"sum by (cluster_queue) (kueue_pending_workloads{{{queues}}}) > 0",
            "Work waits in a queue",
            "{{ $value }} pieces of work have waited an hour in {{ $labels.cluster_queue }}: its share is used up",
            wait="1h",
            severity="info",
        )


def _serving(topology: Topology) -> Iterator[dict[str, Any]]:
    if any(cluster.purpose == "serving" for cluster in topology.clusters):
        ours = of_serving(topology)
        yield _alert(
            "UnhealthyReplica",
            f"min by (namespace, groundplan_cluster, deployment) (ray_serve_deployment_replica_healthy{ours}) == 0",
            "A replica of a served model fails its checks",
            "a replica of {{ $labels.deployment }} on {{ $labels.groundplan_cluster }} has failed for 5 minutes",
            severity="critical",
        )
        by_cluster = "sum by (namespace, groundplan_cluster)"
        errors = f"{by_cluster} (rate(ray_serve_num_http_error_requests_total{ours}[5m]))"
        requests = f"{by_cluster} (rate(ray_serve_num_http_requests_total{ours}[5m]))"
        yield _alert(
            "FailingRequests",
            f"{errors} / {requests} > 0.05",
            "More than 1 of 20 requests fails",
            "{{ $labels.groundplan_cluster }} answers {{ $value | humanizePercentage }} of requests with an error",
            severity="critical",
        )
    yield _alert(
        "RestartingPod",
        f"increase(kube_pod_container_status_restarts_total{{{inside(topology)}}}[15m]) > 3",
        "A container starts again and again",
        "{{ $labels.namespace }}/{{ $labels.pod }} started {{ $value }} times in a quarter of an hour",
    )


def _spend(topology: Topology, spending: Spending) -> Iterator[dict[str, Any]]:
    if spending.hourly and spending.monthly is not None:
        yield _alert(
            "SpendAboveBudget",
            f"sum(groundplan:cost_per_hour{of_plan(topology)}) * {HOURS_A_MONTH} > {spending.monthly:f}",
            "At this pace the month costs more than the budget",
            f"the machines cost {{{{ $value }}}} {spending.currency} a month{left_out(topology, spending)}; the budget "
            f"is {spending.monthly:f}",
            wait="1h",
        )


def _alert(
    name: str, expr: str, summary: str, description: str, wait: str = "5m", severity: str = "warning"
) -> dict[str, Any]:
    return {
        "alert": name,
        "expr": expr,
        "for": wait,
        "labels": {"severity": severity},
        "annotations": {"summary": summary, "description": description},
    }
