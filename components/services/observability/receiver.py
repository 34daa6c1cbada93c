"""Who is told of alerts beside those who look: a webhook of the stack's own, by Alertmanager. Pure.

Its address is a secret, since who knows it may speak there: it is in a Secret alone, never among the chart's values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pulumi

from components.objects import Manifest
from components.services.isolation.ways import addresses, pods_of_plan, policies_of, way
from components.topology.model import Topology
from components.topology.places import metadata, observability_namespace

SECRET, KEY = "alert-webhook", "url"
FILE = f"/etc/alertmanager/secrets/{SECRET}/{KEY}"
"""Where Prometheus' operator puts the Secrets that an Alertmanager names (monitoring.coreos.com/v1, `spec.secrets`)."""
NOBODY, WEBHOOK = "null", "webhook"
UNTOLD = 'alertname =~ "InfoInhibitor|Watchdog"'
"""Alerts of the chart that always are: the one quietens others, the other shows that alerts come at all."""
ALERTMANAGER = {"matchLabels": {"app.kubernetes.io/name": "alertmanager"}}


@dataclass(frozen=True, kw_only=True)
class AlertReceiver:
    """A webhook that takes what Alertmanager posts: its address, a secret, with the port and ranges behind it."""

    url: pulumi.Input[str]
    port: int
    ranges: tuple[str, ...]


def alertmanager_values(receiver: AlertReceiver | None) -> dict[str, Any]:
    """Return what the chart is told of the receiver; nothing where there is none, and then it tells nobody."""
    if receiver is None:
        return {}
    return {
        "config": {
            "route": {"receiver": WEBHOOK, "routes": [{"receiver": NOBODY, "matchers": [UNTOLD]}]},
            "receivers": [
                {"name": NOBODY},
                {"name": WEBHOOK, "webhook_configs": [{"url_file": FILE, "send_resolved": True}]},
            ],
        }
    }


def mounted_secrets(receiver: AlertReceiver | None) -> list[str]:
    """Return the Secrets that Alertmanager's pods have as files."""
    return [] if receiver is None else [SECRET]


def receiver_manifests(topology: Topology, receiver: AlertReceiver | None) -> tuple[Manifest, ...]:
    """Return the Secret with the address, and the policy that lets Alertmanager out to it and nowhere else."""
    if receiver is None:
        return ()
    place = observability_namespace(topology)
    secret: Manifest = {
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": metadata(topology, SECRET, namespace=place),
        "stringData": {KEY: receiver.url},
    }
    source = pods_of_plan("alertmanager", place, ALERTMANAGER)
    destination = addresses("alert-webhook", receiver.ranges)
    out = way(source, destination, "https", [receiver.port], "alerts are told to the stack's webhook")
    return (secret, *policies_of(topology, out))
