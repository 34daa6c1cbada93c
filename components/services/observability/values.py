"""The values of the Prometheus and Grafana chart for a plan. Pure; what the chart makes of them is not rendered here.

Pods that need a node's own network or folders (node-exporter) are left out: the namespace is `restricted`, and Ray and
NVIDIA's exporter tell of the nodes. Nothing is reachable from outside: `kubectl port-forward` is the way in.
"""

from __future__ import annotations

from typing import Any

from components.contract import KubernetesPlatform
from components.services.beside_pools import beside_pools
from components.services.observability.alerts import groups
from components.services.observability.monitors import POD, SERVICE, monitors
from components.services.observability.receiver import (
    AlertReceiver,
    alertmanager_values,
    mounted_secrets,
)
from components.services.observability.spending import Spending
from components.services.volumes import ServiceVolume, volume_class
from components.topology.labels import CAPACITY, CLUSTER, NODE_TYPE, PLAN, POOL
from components.topology.model import Topology
from components.topology.places import observability_namespace

ADMIN_SECRET = "grafana-admin"  # noqa: S105 (a name)
ADMIN_USER, ADMIN_PASSWORD = "admin-user", "admin-password"
PROMETHEUS_ACCOUNT = "prometheus"
RETENTION = "30d"
"""A month, so that what it cost can be looked at when the bill comes."""
VOLUME_GIB = 100
"""2 bytes a sample, 30 s apart for 30 days: 600,000 series, ten times what 1,000 Ray nodes have at 50 each."""
FILLED = 0.9
"""Prometheus drops its oldest days before its volume is full."""

NOT_OURS = (
    *("kubeApiServer", "kubelet", "kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy"),
    *("coreDns", "kubeDns"),
)
"""Components of the cluster itself: whoever runs it watches them, and our network policies lead to none of them."""


def _resources(cpu: str, memory: str, most: str | None = None) -> dict[str, Any]:
    return {
        "requests": {"cpu": cpu, "memory": memory},
        "limits": {"cpu": "2", "memory": most or memory},
    }


RELOADER = _resources("10m", "128Mi")
"""What reads a changed configuration, in the pods of Prometheus and of Alertmanager."""
SIDECAR = _resources("20m", "256Mi")
"""What brings Grafana its dashboards, and another one its data sources."""

NODE_LABELS = f"nodes=[{PLAN},{CLUSTER},{POOL},{CAPACITY}]"
POD_LABELS = f"pods=[{CLUSTER},{POOL},{NODE_TYPE}]"


def values(
    topology: Topology,
    platform: KubernetesPlatform,
    volume: ServiceVolume,
    spending: Spending,
    receiver: AlertReceiver | None = None,
) -> dict[str, Any]:
    """Return the chart's values: encrypted volumes, a month of metrics, our monitors, rules and dashboards."""
    return {
        **{component: {"enabled": False} for component in NOT_OURS},
        "fullnameOverride": "groundplan",
        "commonLabels": {**topology.labels, **topology.made_by},
        "nodeExporter": {"enabled": False},
        "kube-state-metrics": _state_metrics(),
        "prometheusOperator": {
            "admissionWebhooks": {"enabled": False},
            "tls": {"enabled": False},
            # With it the chart has KubeletDown, which waits for ever for kubelets that no monitor of ours asks.
            "kubeletService": {"enabled": False},
            "affinity": beside_pools(),
            "resources": _resources("100m", "256Mi"),
            "prometheusConfigReloader": {"resources": RELOADER},
        },
        "alertmanager": {
            "ingress": {"enabled": False},
            **alertmanager_values(receiver),
            "alertmanagerSpec": {
                "secrets": mounted_secrets(receiver),
                "storage": _storage(volume_class(topology, volume), 5),
                "affinity": beside_pools(),
                "resources": _resources("50m", "128Mi"),
            },
        },
        "prometheus": _prometheus(topology, platform, volume),
        "grafana": _grafana(topology, volume),
        "additionalPrometheusRulesMap": {"groundplan": {"groups": groups(topology, spending)}},
    }


def _state_metrics() -> dict[str, Any]:
    return {
        "affinity": beside_pools(),
        "metricLabelsAllowlist": [NODE_LABELS, POD_LABELS],
        # It holds every object that it tells of: 2 MiB a node (its README of 1.9, "Resource recommendation").
        "resources": _resources("100m", "256Mi", most="2Gi"),
    }


def _prometheus(topology: Topology, platform: KubernetesPlatform, volume: ServiceVolume) -> dict[str, Any]:
    found: dict[str, list[dict[str, Any]]] = {POD: [], SERVICE: []}
    for kind, name, spec in monitors(topology, platform):
        found[kind].append({"name": name, **spec})
    return {
        "ingress": {"enabled": False},
        "serviceAccount": {"create": True, "name": PROMETHEUS_ACCOUNT},
        "additionalPodMonitors": found[POD],
        "additionalServiceMonitors": found[SERVICE],
        "prometheusSpec": {
            "retention": RETENTION,
            "retentionSize": f"{round(VOLUME_GIB * FILLED)}GiB",
            "enableAdminAPI": False,
            "storageSpec": _storage(volume_class(topology, volume), VOLUME_GIB),
            "affinity": beside_pools(),
            "resources": _resources("500m", "4Gi"),
        },
    }


def _grafana(topology: Topology, volume: ServiceVolume) -> dict[str, Any]:
    return {
        "ingress": {"enabled": False},
        "testFramework": {"enabled": False},
        "defaultDashboardsEnabled": False,
        "deploymentStrategy": {"type": "Recreate"},  # one pod alone may have its volume
        "initChownData": {"enabled": False},  # it would run as root; the volume is the group's anyway
        "admin": {"existingSecret": ADMIN_SECRET, "userKey": ADMIN_USER, "passwordKey": ADMIN_PASSWORD},
        "grafana.ini": {
            "auth.anonymous": {"enabled": False},
            "users": {"allow_sign_up": False},
            "analytics": {"reporting_enabled": False, "check_for_updates": False},
        },
        "persistence": {
            "enabled": True,
            "type": "pvc",
            "storageClassName": volume_class(topology, volume),
            "size": "10Gi",
            # A class may make the volume where the first pod comes to be, which is declared after the claim.
            "annotations": {"pulumi.com/skipAwait": "true"},
            "lookupVolumeName": False,  # a name that is there from the second `up` on would be another claim
        },
        # Its sidecar reads dashboards of its own namespace, and no Secret of others.
        "rbac": {"namespaced": True},
        "sidecar": {
            "resources": SIDECAR,
            "dashboards": {
                "enabled": True,
                "label": "grafana_dashboard",
                "labelValue": "1",
                # The chart says every namespace, which the right above does not open.
                "searchNamespace": observability_namespace(topology),
            },
        },
        "affinity": beside_pools(),
        "resources": _resources("100m", "512Mi"),
    }


def _storage(class_name: str, gibibytes: int) -> dict[str, Any]:
    return {
        "volumeClaimTemplate": {
            "spec": {
                "storageClassName": class_name,
                "accessModes": ["ReadWriteOnce"],
                "resources": {"requests": {"storage": f"{gibibytes}Gi"}},
            }
        }
    }
