"""What of a cluster's own monitoring decides whether a plan's metrics are seen: asked once, and read. No judgement.

It is what each Prometheus takes up of monitors and rules, and which labels of nodes kube-state-metrics tells.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from components.kubernetes import workloads
from components.kubernetes.access import Access
from components.kubernetes.label_selectors import Selector
from components.kubernetes.rights import Right

MARKER = "prometheuses.monitoring.coreos.com"
LIST = "/apis/monitoring.coreos.com/v1/prometheuses"
ASKED: Right = ("list", "monitoring.coreos.com", "prometheuses")
FIELDS = {"PodMonitor": "podMonitor", "ServiceMonitor": "serviceMonitor", "PrometheusRule": "rule"}
"""Kind -> how the fields of a Prometheus begin that select it (monitoring.coreos.com/v1)."""
EVERY_LABEL = "*"
STATE_METRICS = "kube-state-metrics"
ALLOWED = "--metric-labels-allowlist"
"""Without it kube-state-metrics tells no label of anything (its docs/developer/cli-arguments.md)."""


@dataclass(frozen=True, kw_only=True)
class Prometheus:
    """What one Prometheus takes up, by kind: of the objects themselves, and of the namespaces that they are in.

    None selects no object, and for namespaces only its own. `enforced` is the label that it puts on all metrics and
    rules, with the namespace of the object that told it; `spared` are (kind in plural, namespace) that it leaves alone.
    One that `stays` looks for targets in the namespace of a monitor alone, whatever the monitor selects.
    """

    place: str
    objects: Mapping[str, Selector | None]
    namespaces: Mapping[str, Selector | None]
    enforced: str | None = None
    spared: frozenset[tuple[str, str]] = frozenset()
    stays: bool = False


@dataclass(frozen=True, kw_only=True)
class Monitoring:
    """`prometheuses` are sorted by place, None where nobody was asked; `told` are labels of nodes by the place of each
    kube-state-metrics that is a Deployment.
    """

    prometheuses: tuple[Prometheus, ...] | None = None
    told: Mapping[str, frozenset[str]] = field(default_factory=dict)


def monitoring(
    access: Access, kinds: Container[str], missing: Container[Right], deployments: Iterable[Mapping[str, Any]]
) -> Monitoring:
    """Ask what a cluster with these kinds and Deployments monitors by; nobody is asked without the right to.

    Raises NoCluster with one sentence.
    """
    asked = MARKER in kinds and ASKED not in missing
    listed = map(prometheus_of, access.listed(LIST)) if asked else ()
    found = tuple(sorted(listed, key=lambda one: one.place))
    return Monitoring(prometheuses=found if asked else None, told=dict(filter(None, map(_told, deployments))))


def prometheus_of(found: Mapping[str, Any]) -> Prometheus:
    """Return what a Prometheus takes up, as the API server has it."""
    metadata, spec = found["metadata"], found.get("spec") or {}
    return Prometheus(
        place=f"{metadata['namespace']}/{metadata['name']}",
        objects={kind: spec.get(f"{begin}Selector") for kind, begin in FIELDS.items()},
        namespaces={kind: spec.get(f"{begin}NamespaceSelector") for kind, begin in FIELDS.items()},
        enforced=spec.get("enforcedNamespaceLabel") or None,
        spared=frozenset(
            (each.get("resource", ""), each.get("namespace", ""))
            for each in spec.get("excludedFromEnforcement") or ()
            if not each.get("name")
        ),
        stays=bool(spec.get("ignoreNamespaceSelectors")),
    )


def labels_told(arguments: Iterable[str]) -> frozenset[str]:
    """Return which labels of nodes a kube-state-metrics with these arguments tells; "*" stands for all.

    >>> sorted(labels_told(["--port=8080", "--metric-labels-allowlist=pods=[*],nodes=[a,b]"]))
    ['a', 'b']
    """
    lists = re.findall(rf"{ALLOWED}[=\0]([^\0]*)", "\0".join(arguments))
    entries = [entry for text in lists for entry in re.findall(r"(?:nodes|\*)=\[([^\]]*)\]", text)]
    return frozenset(name.strip() for entry in entries for name in entry.split(",") if name.strip())


def _told(deployment: Mapping[str, Any]) -> tuple[str, frozenset[str]] | None:
    images = (image.rpartition("/")[2] for image in workloads.repositories(deployment))
    if not workloads.is_labelled(deployment, {workloads.NAME: STATE_METRICS}) and STATE_METRICS not in images:
        return None
    return workloads.place(deployment), labels_told(workloads.arguments(deployment))
