"""The specification of a Ray cluster, which RayCluster, RayService and RayJob share."""

from __future__ import annotations

import json
from typing import Any

from components.containers import EVERY_INTERFACE, HOME, SECURITY, mount, variable
from components.ray.manifests import encryption, fault_tolerance, logs
from components.ray.manifests.naming import token_secret
from components.ray.manifests.pods import ACCOUNT, pod_template
from components.ray.manifests.setting import Setting
from components.ray.manifests.shares import AUTOSCALER, ray_share
from components.ray.on_hosts import cpus_for_work
from components.topology.gpu_profiles import gpus_for_work
from components.topology.model import Cluster, Pool
from components.topology.pools import scales


def ray_cluster_spec(setting: Setting, *, fault_tolerant: bool) -> dict[str, Any]:
    """Return the specification of a cluster; a job's own one is tried again instead of being fault tolerant."""
    cluster = setting.cluster
    workers = [pool for pool in cluster.pools if pool.role == "worker"]
    spec: dict[str, Any] = {
        "rayVersion": setting.topology.runtime.ray,  # KubeRay chooses its probes by it
        "authOptions": {"mode": "token", "secretName": token_secret(cluster)},
        "enableInTreeAutoscaling": scales(cluster),
        "headGroupSpec": {
            "serviceType": "ClusterIP",
            "rayStartParams": head_parameters(cluster),
            "labels": dict(cluster.head.labels),
            "template": pod_template(setting, cluster.head, fault_tolerant=fault_tolerant),
        },
        "workerGroupSpecs": [_workers(setting, pool, fault_tolerant=fault_tolerant) for pool in workers],
    }
    if scales(cluster):
        spec["autoscalerOptions"] = _autoscaler(setting)
    if fault_tolerant:
        spec["gcsFaultToleranceOptions"] = fault_tolerance.options(setting)
    return spec


def _workers(setting: Setting, pool: Pool, *, fault_tolerant: bool) -> dict[str, Any]:
    group: dict[str, Any] = {
        "groupName": pool.name,
        "minReplicas": pool.count,
        "maxReplicas": pool.maximum,
        "rayStartParams": parameters(setting.cluster, pool),
        "labels": dict(pool.labels),
        "template": pod_template(setting, pool, fault_tolerant=fault_tolerant),
    }
    if pool.maximum == pool.count or setting.cluster.queue:
        group["replicas"] = (
            pool.count
        )  # Kueue counts these; where nobody does, those of a range are the autoscaler's
    if pool.maximum > pool.count:
        group["idleTimeoutSeconds"] = setting.cluster.idle_node_s
    return group


def parameters(cluster: Cluster, pool: Pool) -> dict[str, str]:
    """Return what `ray start` is told of a node: what work may ask of it, the same as on this machine.

    They stand here and not in the group's `resources`: KubeRay takes every name there that ends in "gpu" for GPUs, and
    a pool may be named so. The quotes are part of the value, for it goes through a shell.
    """
    memory = ray_share(cluster, pool).memory_bytes
    return {
        "num-cpus": str(cpus_for_work(cluster, pool)),
        "num-gpus": str(gpus_for_work(pool)),
        "memory": str(memory - pool.machine.object_store_bytes),
        "object-store-memory": str(pool.machine.object_store_bytes),
        "resources": f"'{json.dumps({f'pool:{pool.name}': 1})}'",
        "disable-usage-stats": "true",
    }


def head_parameters(cluster: Cluster) -> dict[str, str]:
    """Return what `ray start` is told of the head."""
    return {
        **parameters(cluster, cluster.head),
        "port": str(cluster.ports.gcs),
        "dashboard-host": EVERY_INTERFACE,
        "dashboard-port": str(cluster.ports.job_api),
        "ray-client-server-port": str(cluster.ports.client),
    }


def _autoscaler(setting: Setting) -> dict[str, Any]:
    """The only container with a token of the API server: it changes how many workers its cluster has."""
    environment = {**encryption.ENVIRONMENT, "HOME": HOME, "RAY_USAGE_STATS_ENABLED": "0"}
    return {
        "version": "v2",
        "idleTimeoutSeconds": setting.cluster.idle_node_s,
        "upscalingMode": "Default",
        "image": setting.image,
        "imagePullPolicy": "IfNotPresent",
        "resources": AUTOSCALER.resources(),
        "securityContext": SECURITY,
        "env": [variable(name, value) for name, value in sorted(environment.items())],
        "volumeMounts": [
            mount("tmp", HOME), mount("ray-logs", logs.SESSION), encryption.MOUNT,
            mount("account", ACCOUNT, read_only=True),
        ],
    }  # fmt: skip
