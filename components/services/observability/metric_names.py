"""The metrics that dashboards and alerts may ask for, each from the list of whoever exports it.

A query for a name that nobody exports shows an empty panel and never raises an alert, so tests hold queries to these.
"""

from __future__ import annotations

RAY = frozenset(
    {
        *("ray_actors", "ray_tasks", "ray_resources", "ray_node_cpu_utilization", "ray_node_mem_used"),
        *("ray_node_mem_total", "ray_node_gpus_utilization", "ray_node_gpus_available", "ray_node_gram_used"),
        *("ray_object_store_memory", "autoscaler_active_nodes", "autoscaler_pending_nodes"),
        *("ray_serve_num_http_requests_total", "ray_serve_num_http_error_requests_total"),
        *("ray_serve_http_request_latency_ms_bucket", "ray_serve_deployment_processing_latency_ms_bucket"),
        *("ray_serve_deployment_queued_queries", "ray_serve_replica_processing_queries"),
        *("ray_serve_deployment_replica_healthy", "ray_serve_deployment_error_counter_total"),
    }
)
"""Ray 2.60: its own dashboards (ray/dashboard/modules/metrics/dashboards/), ray/autoscaler/_private/prom_metrics.py."""

DCGM = frozenset(
    {
        *("DCGM_FI_DEV_GPU_UTIL", "DCGM_FI_DEV_FB_USED", "DCGM_FI_DEV_FB_FREE", "DCGM_FI_DEV_POWER_USAGE"),
        *("DCGM_FI_DEV_GPU_TEMP", "DCGM_FI_DEV_XID_ERRORS", "DCGM_FI_PROF_GR_ENGINE_ACTIVE"),
    }
)
"""What NVIDIA's operator has its exporter export (github.com/NVIDIA/dcgm-exporter, etc/dcp-metrics-included.csv)."""

KUBE_STATE = frozenset(
    {
        *("kube_node_labels", "kube_node_status_allocatable", "kube_pod_container_resource_requests"),
        *("kube_pod_status_phase", "kube_pod_status_unschedulable", "kube_pod_labels"),
        "kube_pod_container_status_restarts_total",
    }
)
"""kube-state-metrics (github.com/kubernetes/kube-state-metrics, docs/metrics/{cluster,workload}/)."""

KUEUE = frozenset(
    {
        *("kueue_pending_workloads", "kueue_admitted_active_workloads", "kueue_evicted_workloads_total"),
        *("kueue_cluster_queue_resource_usage", "kueue_admission_wait_time_seconds_bucket"),
    }
)
"""Kueue 0.16.1 (sigs.k8s.io/kueue, pkg/metrics/metrics.go)."""

OWN = frozenset({"groundplan:node_price_per_hour", "groundplan:nodes", "groundplan:cost_per_hour"})
"""What rules of ours record."""

KNOWN = RAY | DCGM | KUBE_STATE | KUEUE | OWN
