"""What breaks the rule that keeps training and serving apart in the network of a cluster."""

from typing import Any

from tests.policies.breach import Breach

INTO = "networkpolicy-atlas-train-ingress.prometheus.to.train.metrics"
OUT_OF = "networkpolicy-atlas-serve-egress.serve.to.serve.nodes"
NAME = "kubernetes.io/metadata.name"
PURPOSE = "groundplan-purpose"


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
}
