"""What breaks the rules that keep training and serving apart inside a cluster."""

from typing import Any

from tests.policies.breach import Breach

INTO = "networkpolicy-atlas-train-ingress.prometheus.to.train.metrics"
OUT_OF = "networkpolicy-atlas-serve-egress.serve.to.serve.nodes"
NAME = "kubernetes.io/metadata.name"
PURPOSE = "groundplan-purpose"
SERVICE = "rayservice-atlas-serve-serve"
HEAD = SHOWN = "spec.rayClusterConfig.headGroupSpec.template"


def _into(selector: Any) -> Breach:
    return Breach(
        INTO,
        "spec.ingress.0.from.0.namespaceSelector",
        selector,
        "spec.ingress[0].from[0].namespaceSelector selects a namespace for serving; this one is for training",
    )


BREACHES: dict[str, tuple[Breach, ...]] = {
    "forbid-traffic-between-purposes": (
        _into({"matchLabels": {NAME: "atlas-serve"}}),
        _into({"matchLabels": {PURPOSE: "serving"}}),
        _into({}),
        _into({"matchExpressions": [{"key": NAME, "operator": "In", "values": ["atlas-serve", "lab"]}]}),
        _into({"matchExpressions": [{"key": PURPOSE, "operator": "NotIn", "values": ["training"]}]}),
        _into({"matchExpressions": [{"key": PURPOSE, "operator": "Exists"}]}),
        Breach(
            OUT_OF,
            "spec.egress.0.to.0.namespaceSelector.matchLabels",
            {NAME: "atlas-train"},
            "spec.egress[0].to[0].namespaceSelector selects a namespace for training; this one is for serving",
        ),
    ),
    "restrict-identity-of-clusters": (
        Breach(
            SERVICE,
            f"{HEAD}.spec.serviceAccountName",
            "promotion",
            f'{SHOWN}.spec.serviceAccountName is "promotion"',
        ),
        Breach(
            SERVICE, f"{HEAD}.metadata.labels.groundplan-role", "promotion", 'groundplan-role is "promotion"'
        ),
        Breach(
            "raycluster-atlas-train-train",
            "spec.workerGroupSpecs.0.template.spec.serviceAccountName",
            "promotion",
            'template.spec.serviceAccountName is "promotion"; allowed: the cluster\'s own',
        ),
    ),
}
