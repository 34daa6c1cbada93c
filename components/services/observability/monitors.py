"""What Prometheus scrapes for a plan, as the specifications of monitors. Pure.

The chart takes them among its values; where the cluster has a Prometheus operator they are objects of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from components.contract import KubernetesPlatform
from components.objects import Manifest
from components.services.gpu.configuration import NAMESPACE as GPU_NAMESPACE
from components.services.operators.kuberay import NAMESPACE as KUBERAY_NAMESPACE
from components.services.operators.kueue import NAMESPACE as KUEUE_NAMESPACE
from components.topology.labels import CLUSTER, NODE_TYPE, POOL
from components.topology.model import Topology
from components.topology.places import metadata, namespace_of, observability_namespace
from components.topology.pools import has_gpus

POD, SERVICE = "PodMonitor", "ServiceMonitor"
RAY_METRICS_PORTS = ("metrics", "as-metrics", "dash-metrics")
"""Names of the ports in KubeRay's pods: every node's, and the head's of autoscaler and dashboard."""

TOKEN_FILE = "/var/run/secrets/kubernetes.io/serviceaccount/token"  # noqa: S105 (a path, where Prometheus has its token)


def monitors(topology: Topology, platform: KubernetesPlatform) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield kind, name and specification of every monitor of a plan."""
    clusters = sorted(namespace_of(topology, cluster) for cluster in topology.clusters)
    yield (
        POD,
        "ray",
        {
            "namespaceSelector": {"matchNames": clusters},
            "selector": {
                "matchExpressions": [{"key": NODE_TYPE, "operator": "In", "values": ["head", "worker"]}]
            },
            "podTargetLabels": [CLUSTER, POOL, NODE_TYPE],
            "podMetricsEndpoints": [{"port": port, "interval": "30s"} for port in RAY_METRICS_PORTS],
        },
    )
    if has_gpus(topology):
        # The exporter names the pod that has the GPU; without honorLabels its own pod would stand there.
        endpoint = {"port": "gpu-metrics", "interval": "30s", "honorLabels": True}
        selector = {"matchLabels": {"app": "nvidia-dcgm-exporter"}}
        elsewhere = {"any": True} if "gpu-operator" in platform.present else {"matchNames": [GPU_NAMESPACE]}
        yield SERVICE, "gpu", _service(elsewhere, selector, endpoint)
    if "kuberay" not in platform.present:
        selector = {"matchLabels": {"app.kubernetes.io/component": "kuberay-operator"}}
        place = {"matchNames": [KUBERAY_NAMESPACE]}
        yield SERVICE, "kuberay", _service(place, selector, {"port": "monitoring-port", "interval": "60s"})
    if topology.queues and "kueue" not in platform.present:
        selector = {"matchLabels": {"app.kubernetes.io/name": "kueue", "control-plane": "controller-manager"}}
        endpoint = {
            **{"port": "https", "scheme": "https", "interval": "60s", "bearerTokenFile": TOKEN_FILE},
            "tlsConfig": {
                "insecureSkipVerify": True
            },  # it signs its own; the token goes to a Service of ours alone
        }
        yield SERVICE, "kueue", _service({"matchNames": [KUEUE_NAMESPACE]}, selector, endpoint)


def _service(
    place: Mapping[str, Any], selector: Mapping[str, Any], endpoint: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "namespaceSelector": dict(place),
        "selector": dict(selector),
        "endpoints": [dict(endpoint)],
    }


def monitor_manifests(topology: Topology, platform: KubernetesPlatform) -> tuple[Manifest, ...]:
    """Return the monitors as objects, for a cluster that has the Prometheus operator's kinds."""
    return tuple(
        {
            "apiVersion": "monitoring.coreos.com/v1",
            "kind": kind,
            "metadata": metadata(
                topology,
                name,
                namespace=observability_namespace(topology),
                more_labels=platform.monitor_labels.get(kind),
            ),
            "spec": spec,
        }
        for kind, name, spec in monitors(topology, platform)
    )
