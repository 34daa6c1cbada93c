"""What stands beside Ray once in a cluster: one pod on the head's machine, with a certificate and a volume."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from components.containers import POD_SECURITY
from components.objects import Manifest
from components.ray.manifests import encryption
from components.ray.manifests.naming import host, labels_of, metadata, part_name
from components.ray.manifests.placement import placed
from components.ray.manifests.setting import Setting
from components.topology.labels import CLUSTER, ROLE
from components.topology.places import priority_class_name


@dataclass(frozen=True, kw_only=True)
class Beside:
    """One such pod: `role` is its own in the cluster, it answers on `port`, and has `stop_s` to end its work.

    Its volume `claim` has `size_bytes`; `is_kept` says whether that outlives it, for a person to look at.
    """

    role: str
    port_name: str
    port: int
    containers: list[dict[str, Any]]
    volumes: list[dict[str, Any]]
    claim: str
    size_bytes: int
    stop_s: int
    is_kept: bool = False


def beside_manifests(setting: Setting, pod: Beside) -> tuple[Manifest, Manifest]:
    """Return the service that names the pod, and what makes the pod."""
    topology, cluster = setting.topology, setting.cluster
    name, mine = part_name(cluster, pod.role), {CLUSTER: cluster.name, ROLE: pod.role}
    labels = {**labels_of(topology, cluster), **mine}
    service = {
        "clusterIP": "None", "selector": mine,
        "ports": [{"name": pod.port_name, "port": pod.port, "targetPort": pod.port, "protocol": "TCP"}],
    }  # fmt: skip
    spec = {
        "serviceName": name, "replicas": 1, "selector": {"matchLabels": mine},
        "template": {
            "metadata": {"labels": labels, "annotations": encryption.authority_mark(setting)},
            "spec": _spec(setting, pod, name),
        },
        "volumeClaimTemplates": [setting.claim_template(pod.claim, str(pod.size_bytes))],
        "persistentVolumeClaimRetentionPolicy": {
            "whenDeleted": "Retain" if pod.is_kept else "Delete", "whenScaled": "Retain",
        },
    }  # fmt: skip
    return (
        {"apiVersion": "v1", "kind": "Service", "metadata": metadata(topology, cluster, name), "spec": service},
        {"apiVersion": "apps/v1", "kind": "StatefulSet",
         "metadata": metadata(topology, cluster, name, labels=mine), "spec": spec},
    )  # fmt: skip


def _spec(setting: Setting, pod: Beside, name: str) -> dict[str, Any]:
    topology, cluster = setting.topology, setting.cluster
    names = (f"{name}-0.{name}", name, host(topology, cluster, name))
    return {
        "automountServiceAccountToken": False, "enableServiceLinks": False, "serviceAccountName": cluster.name,
        "priorityClassName": priority_class_name(topology, cluster), "securityContext": POD_SECURITY,
        "terminationGracePeriodSeconds": pod.stop_s,
        **placed(cluster, cluster.head, setting.placement(cluster.head)),
        "initContainers": [encryption.container(setting, names=names)],
        "containers": pod.containers,
        "volumes": [*encryption.volumes(cluster), *pod.volumes],
    }  # fmt: skip
