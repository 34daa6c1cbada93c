"""The ends of ways on Kubernetes: the pods of clusters, what serves them, and who is outside.

Pods are told apart by `groundplan-cluster` with `ray.io/node-type`, which KubeRay sets, or by `groundplan-role`.
"""

from __future__ import annotations

from components.contract import KubernetesPlatform
from components.services.isolation.ways import (
    EVERY_POD,
    End,
    addresses,
    pods_elsewhere,
    pods_of_namespaces,
    pods_of_plan,
)
from components.topology.labels import CLUSTER, NODE_TYPE, ROLE
from components.topology.model import PROMOTION, Cluster, Topology
from components.topology.places import (
    FAULT_TOLERANCE,
    IDLE_STOP,
    LOGS,
    REGISTRY,
    REGISTRY_DATABASE,
    namespace_of,
    observability_namespace,
)

CLEAN_UP = "redis-cleanup"
"""KubeRay's node type of the Job that empties a store for fault tolerance when its cluster is deleted."""

KUBERAY_NAMESPACE = "kuberay-system"
KUBERAY = {"matchLabels": {"app.kubernetes.io/component": "kuberay-operator"}}
"""The label in KubeRay's own manifests (config/manager) and in its chart; `name` differs between the two."""

KUEUE_NAMESPACE = "kueue-system"
KUEUE = {"matchLabels": {"app.kubernetes.io/name": "kueue", "control-plane": "controller-manager"}}
PROMETHEUS = {"matchLabels": {"app.kubernetes.io/name": "prometheus"}}
API_USERS = {
    "matchExpressions": [
        {
            "key": "app.kubernetes.io/name",
            "operator": "In",
            "values": [
                *("prometheus", "kube-state-metrics", "grafana"),
                "kube-prometheus-stack-prometheus-operator",
            ],
        }
    ]
}
"""What of kube-prometheus-stack asks the API server: who finds targets, counts objects or reads dashboards."""
GPU_EXPORTER = {"matchLabels": {"app": "nvidia-dcgm-exporter"}}
"""The label that NVIDIA's operator gives its exporter."""


def ray_nodes(topology: Topology, cluster: Cluster) -> End:
    """Return the end that all Ray nodes of a cluster are."""
    expressions = [{"key": NODE_TYPE, "operator": "In", "values": ["head", "worker"]}]
    pods = {"matchLabels": {CLUSTER: cluster.name}, "matchExpressions": expressions}
    return pods_of_plan(cluster.name, namespace_of(topology, cluster), pods)


def head(topology: Topology, cluster: Cluster) -> End:
    """Return the end that a cluster's head is."""
    return _of_type(topology, cluster, "head")


def clean_up(topology: Topology, cluster: Cluster) -> End:
    """Return the end that KubeRay's clean-up of a cluster is."""
    return _of_type(topology, cluster, CLEAN_UP)


def _of_type(topology: Topology, cluster: Cluster, node_type: str) -> End:
    pods = {"matchLabels": {CLUSTER: cluster.name, NODE_TYPE: node_type}}
    return pods_of_plan(f"{cluster.name}.{node_type}", namespace_of(topology, cluster), pods)


def idle_stop(topology: Topology, cluster: Cluster) -> End:
    """Return the end that the pod is which stops a cluster that nobody uses."""
    return _in_role(topology, cluster, IDLE_STOP)


def logs(topology: Topology, cluster: Cluster) -> End:
    """Return the end that the collector is which keeps a cluster's logs."""
    return _in_role(topology, cluster, LOGS)


def fault_tolerance(topology: Topology, cluster: Cluster) -> End:
    """Return the end that a cluster's store for fault tolerance is."""
    return _in_role(topology, cluster, FAULT_TOLERANCE)


def promotions(topology: Topology) -> tuple[End, ...]:
    """Return the ends that promotion is, one beside each serving cluster."""
    serving = [cluster for cluster in topology.clusters if cluster.purpose == "serving"]
    return tuple(_in_role(topology, cluster, PROMOTION) for cluster in serving)


def registry(namespace: str) -> End:
    """Return the end that the registry's server is."""
    return pods_of_plan(REGISTRY, namespace, {"matchLabels": {ROLE: REGISTRY}})


def registry_database(namespace: str) -> End:
    """Return the end that the registry's database is."""
    return pods_of_plan(REGISTRY_DATABASE, namespace, {"matchLabels": {ROLE: REGISTRY_DATABASE}})


def _in_role(topology: Topology, cluster: Cluster, role: str) -> End:
    pods = {"matchLabels": {ROLE: role}}
    return pods_of_plan(f"{cluster.name}.{role}", namespace_of(topology, cluster), pods)


def every_pod(namespace: str) -> End:
    """Return the end that all pods of a namespace of the plan are."""
    return pods_of_plan("everyone", namespace, EVERY_POD)


def kuberay(platform: KubernetesPlatform) -> End:
    """Return the end that KubeRay's operator is: ours, or the cluster's own in a namespace that nobody told us."""
    if "kuberay" in platform.present:
        return pods_elsewhere("kuberay", None, KUBERAY)
    return pods_of_plan("kuberay", KUBERAY_NAMESPACE, KUBERAY)


def kueue() -> End:
    """Return the end that our Kueue is."""
    return pods_of_plan("kueue", KUEUE_NAMESPACE, KUEUE)


def prometheus(topology: Topology, platform: KubernetesPlatform) -> End:
    """Return the end that Prometheus is: ours, or the cluster's own in a namespace that nobody told us."""
    if "prometheus" in platform.present:
        return pods_elsewhere("prometheus", None, PROMETHEUS)
    return pods_of_plan("prometheus", observability_namespace(topology), PROMETHEUS)


def api_users(topology: Topology) -> End:
    """Return the end that those pods of observability are which ask the API server."""
    return pods_of_plan("api-users", observability_namespace(topology), API_USERS)


def gpu_exporter() -> End:
    """Return the end that the exporters of GPU metrics are, in whichever namespace the GPU stack lives."""
    return pods_elsewhere("gpu-exporter", None, GPU_EXPORTER)


def callers(cluster: Cluster) -> End:
    """Return the end that all pods of the namespaces are which may ask a cluster's model."""
    return pods_of_namespaces("callers", cluster.callers)


def outside(topology: Topology, name: str) -> End:
    """Return the end that people and programs outside are: the ranges that the plan allows, nobody without any."""
    return addresses(name, topology.allowed_cidrs)
