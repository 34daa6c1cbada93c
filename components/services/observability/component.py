"""Declares metrics, dashboards and alerts of a plan; Prometheus and Grafana only where the cluster has none."""

from __future__ import annotations

from dataclasses import dataclass, field

import pulumi

from components.contract import KubernetesPlatform
from components.objects import Manifest, declare
from components.services.bundle_items import PROMETHEUS
from components.services.charts import chart
from components.services.observability.alerts import rule_manifest
from components.services.observability.dashboards import dashboard_manifests
from components.services.observability.monitors import monitor_manifests
from components.services.observability.receiver import AlertReceiver, receiver_manifests
from components.services.observability.spending import Spending
from components.services.observability.values import (
    ADMIN_PASSWORD,
    ADMIN_SECRET,
    ADMIN_USER,
    PROMETHEUS_ACCOUNT,
    values,
)
from components.services.storing import declare_storage
from components.services.volumes import ServiceVolume, volume_manifests
from components.topology.model import Topology
from components.topology.places import metadata, observability_namespace


@dataclass(frozen=True, kw_only=True)
class ObservabilityArgs:
    """The plan, its cluster, Grafana's password, the key of volumes if the driver wants one, prices if known, and who
    is told of alerts.
    """

    topology: Topology
    platform: KubernetesPlatform
    password: pulumi.Input[str]
    volume_key: pulumi.Input[str] | None = None
    spending: Spending = field(default_factory=Spending)
    receiver: AlertReceiver | None = None


def volume_of(topology: Topology, key: pulumi.Input[str] | None = None) -> ServiceVolume:
    """Return what the volumes of Prometheus, Alertmanager and Grafana are."""
    return ServiceVolume(part="observability", namespace=observability_namespace(topology), key=key)


def access_manifests(topology: Topology, password: pulumi.Input[str]) -> tuple[Manifest, ...]:
    """Return Grafana's administrator, and the right of our Prometheus to Kueue's metrics."""
    place = observability_namespace(topology)
    account = {"kind": "ServiceAccount", "name": PROMETHEUS_ACCOUNT, "namespace": place}
    secret: Manifest = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": metadata(topology, ADMIN_SECRET, namespace=place),
        "stringData": {ADMIN_USER: "admin", ADMIN_PASSWORD: password},
    }
    binding: Manifest = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": metadata(topology, f"{topology.name}-kueue-metrics"),
        "roleRef": {
            "apiGroup": "rbac.authorization.k8s.io",
            "kind": "ClusterRole",
            "name": "kueue-metrics-reader",
        },
        "subjects": [account],
    }
    return (secret, binding) if topology.queues else (secret,)


class Observability(pulumi.ComponentResource):
    """Prometheus and Grafana with a plan's monitors, rules and dashboards; with a cluster's own, these three alone."""

    def __init__(
        self, name: str, args: ObservabilityArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:services:Observability", name, {}, opts)
        topology, platform = args.topology, args.platform
        own = pulumi.ResourceOptions(parent=self)
        declare(dashboard_manifests(topology, args.spending), own)
        if "prometheus" in platform.present:
            rules = rule_manifest(topology, platform, args.spending)
            declare([*monitor_manifests(topology, platform), rules], own)
        else:
            volume = volume_of(topology, args.volume_key)
            first = declare_storage(volume_manifests(topology, platform, volume), topology, own)
            first += declare(access_manifests(topology, args.password), own)
            first += declare(receiver_manifests(topology, args.receiver), own)
            after = pulumi.ResourceOptions(parent=self, depends_on=first)
            found = values(topology, platform, volume, args.spending, args.receiver)
            chart(f"{name}-prometheus", PROMETHEUS, volume.namespace, found, after)
        self.register_outputs({})
