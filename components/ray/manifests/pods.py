"""The pods of Ray's head and workers: what KubeRay leaves open of them."""

from __future__ import annotations

from typing import Any

from components import mounted_stores
from components.containers import (
    HOME,
    POD_SECURITY,
    READABLE_BY_GROUP,
    SECURITY,
    from_field,
    mount,
    scratch,
    variable,
)
from components.ray.manifests import claims, encryption, logs, serving, stores
from components.ray.manifests.naming import labels_of
from components.ray.manifests.placement import placed
from components.ray.manifests.setting import Setting
from components.ray.manifests.shares import ray_resources, ray_share
from components.topology import pod_ports
from components.topology.gpu_profiles import turns_of
from components.topology.labels import CLUSTER, POOL
from components.topology.model import Cluster, Pool
from components.topology.places import identity_labels, priority_class_name
from components.topology.pools import scales

SESSION_SIZE = "50Gi"
"""Logs, and objects that found no room in memory: a pod that spills more ends, before it fills the node's disk."""
SCRATCH_SIZE = "10Gi"
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - where Ray keeps its objects; a volume of the pod alone
STOP_S = 120
"""Time for a replica's last requests, a checkpoint's last file and the last lines of logs."""
UNREACHED_S = 10
"""How long proxies and balancers may take to hear that a pod goes."""

AUTHORITY_OF_KUBERNETES = "kube-root-ca.crt"
ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount"
TOKEN_LIFE_S = 3600


def pod_template(setting: Setting, pool: Pool, *, fault_tolerant: bool) -> dict[str, Any]:
    """Return the template of a pool's pods."""
    cluster = setting.cluster
    labels = {
        **labels_of(setting.topology, cluster), **pool.labels,
        CLUSTER: cluster.name, POOL: pool.name, **identity_labels(setting.topology),
    }  # fmt: skip
    spec = {
        "serviceAccountName": cluster.name,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "priorityClassName": priority_class_name(setting.topology, cluster),
        "terminationGracePeriodSeconds": STOP_S,
        "securityContext": POD_SECURITY,
        **placed(cluster, pool, setting.placement(pool)),
        **claims.claimed(cluster, pool, setting.placement(pool)),
        "initContainers": [encryption.container(setting, head=pool.role == "head"), logs.sender(setting)],
        "containers": [_ray(setting, pool, fault_tolerant=fault_tolerant)],
        "volumes": _volumes(setting, pool),
    }
    return {"metadata": {"labels": labels, "annotations": encryption.authority_mark(setting)}, "spec": spec}


def _ray(setting: Setting, pool: Pool, *, fault_tolerant: bool) -> dict[str, Any]:
    cluster, given = setting.cluster, stores.given_stores(setting.topology, setting.cluster)
    extra = (
        {"RAY_REDIS_CA_CERT": f"{encryption.FOLDER}/ca.crt"} if fault_tolerant and pool.role == "head" else {}
    )
    environment = {**ray_environment(setting), **turns_on_gpus(pool), **extra, **setting.environment}
    found: dict[str, Any] = {
        "name": f"ray-{pool.role}",
        "image": setting.image,
        "imagePullPolicy": "IfNotPresent",
        "env": [
            *(variable(name, value) for name, value in sorted(environment.items())),
            from_field("POD_IP", "status.podIP"),
        ],
        "ports": [
            {"name": name, "containerPort": number, "protocol": "TCP"} for name, number in ports(cluster, pool).items()
        ],
        "resources": {
            **ray_resources(cluster, pool, setting.placement(pool).devices), **claims.used(setting.placement(pool)),
        },
        "securityContext": SECURITY,
        "lifecycle": {"preStop": {"exec": {"command": ["/bin/bash", "-c", stop_command(cluster)]}}},
        "volumeMounts": [
            *_own_mounts(cluster), *mounted_stores.mounts(given),
            *stores.registry_mounts(setting.topology, cluster),
        ],
    }  # fmt: skip
    if keys := stores.environment_from(setting.topology, setting.cluster):
        found["envFrom"] = keys
    if cluster.purpose == "serving" and pool.role == "worker":
        found["readinessProbe"] = proxy_probe(cluster)
    return found


def ray_environment(setting: Setting) -> dict[str, str]:
    """Return the environment of every Ray process; KubeRay adds the token, and where the head is."""
    cluster = setting.cluster
    found = {
        **encryption.ENVIRONMENT,
        "AUTOSCALER_METRIC_PORT": str(cluster.ports.autoscaler_metrics),
        "DASHBOARD_METRIC_PORT": str(cluster.ports.dashboard_metrics),
        "RAY_USAGE_STATS_ENABLED": "0",
        "HOME": HOME,
        "GROUNDPLAN_CLUSTER": cluster.name,
        "GROUNDPLAN_PURPOSE": cluster.purpose,
        "GROUNDPLAN_SERVE_PORT": str(cluster.ports.serve),
        "GROUNDPLAN_STORES": mounted_stores.told(stores.given_stores(setting.topology, cluster)),
    }
    return found | ({"PYTHONPATH": serving.FOLDER} if cluster.purpose == "serving" else {})


def turns_on_gpus(pool: Pool) -> dict[str, str]:
    """Return which card each GPU is that Ray hands out where several take turns on one: it would name cards that no
    machine has.
    """
    turns = turns_of(pool)
    cards = [str(card) for card in range(pool.machine.gpus) for _ in range(turns)]
    return {"CUDA_VISIBLE_DEVICES": ",".join(cards)} if turns > 1 else {}


def ports(cluster: Cluster, pool: Pool) -> dict[str, int]:
    """Return the ports that KubeRay makes services of, by the names that it knows them by."""
    found = {"metrics": pod_ports.METRICS}
    if cluster.purpose == "serving":
        found["serve"] = cluster.ports.serve
    if pool.role == "worker":
        return found
    head = {
        "gcs-server": cluster.ports.gcs,
        "dashboard": cluster.ports.job_api,
        "client": cluster.ports.client,
        "as-metrics": cluster.ports.autoscaler_metrics,
        "dash-metrics": cluster.ports.dashboard_metrics,
    }
    return {**head, **found}


def proxy_probe(cluster: Cluster) -> dict[str, Any]:
    """Return how a serving worker shows that it takes requests: KubeRay's own probe, without starting three programs
    every five seconds. Where no replica runs there is no proxy, and the worker gets no requests.
    """
    return {
        "httpGet": {"path": "/-/healthz", "port": cluster.ports.serve},
        "initialDelaySeconds": 10, "periodSeconds": 5, "timeoutSeconds": 5, "failureThreshold": 1,
    }  # fmt: skip


def stop_command(cluster: Cluster) -> str:
    """Return what runs before a pod's end: bash, which KubeRay starts Ray by, hands no signal on."""
    stop = "ray stop"
    return f"sleep {UNREACHED_S}; {stop}" if cluster.purpose == "serving" else stop


def _own_mounts(cluster: Cluster) -> list[dict[str, Any]]:
    waiting = [mount("waiting", serving.FOLDER, read_only=True)] if cluster.purpose == "serving" else []
    return [
        mount("tmp", HOME), mount("ray-logs", logs.SESSION), mount("shared-mem", SHARED_MEMORY), encryption.MOUNT,
        *waiting,
    ]  # fmt: skip


def _volumes(setting: Setting, pool: Pool) -> list[dict[str, Any]]:
    """Names that KubeRay uses are taken, so that it adds no second volume without a bound."""
    cluster = setting.cluster
    found = [
        scratch("tmp", SCRATCH_SIZE),
        scratch("ray-logs", SESSION_SIZE),
        # What is written there counts as the container's memory, so its limit bounds it in any case.
        scratch("shared-mem", str(ray_share(cluster, pool).memory_bytes), memory=True),
        *encryption.volumes(cluster),
        *logs.sender_volumes(cluster),
        *mounted_stores.volumes(stores.given_stores(setting.topology, cluster)),
        *stores.registry_volumes(setting.topology, cluster),
    ]
    if cluster.purpose == "serving":
        found.append(serving.waiting_volume(cluster))
    return [*found, account_volume()] if pool.role == "head" and scales(cluster) else found


def account_volume() -> dict[str, Any]:
    """Return the volume with a token of the API server, for one container of a pod that mounts none by itself."""
    sources = [
        {"serviceAccountToken": {"path": "token", "expirationSeconds": TOKEN_LIFE_S}},
        {"configMap": {"name": AUTHORITY_OF_KUBERNETES, "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
        {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": {"fieldPath": "metadata.namespace"}}]}},
    ]
    return {"name": "account", "projected": {"sources": sources, "defaultMode": READABLE_BY_GROUP}}
