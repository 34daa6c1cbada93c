"""What a cluster's own monitoring takes up and tells is read as its API server has it."""

from typing import Any

import pytest

from components.kubernetes.access import Access
from components.kubernetes.monitoring import ASKED, LIST, MARKER, labels_told, monitoring, prometheus_of
from tests.components.kubernetes.simulated_api_server import SimulatedApiServer

IMAGE = "registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.15.0"


def prometheus(name: str, **spec: Any) -> dict[str, Any]:
    """Return a Prometheus as the API server has it."""
    return {"metadata": {"namespace": "monitoring", "name": name}, "spec": spec}


def deployment(*arguments: str, image: str = IMAGE, **labels: str) -> dict[str, Any]:
    """Return a Deployment of one container as the API server has it."""
    container = {"image": image, "args": [*arguments]}
    return {
        "metadata": {"namespace": "monitoring", "name": "state", "labels": labels},
        "spec": {"template": {"metadata": {}, "spec": {"containers": [container]}}},
    }


def test_each_prometheus_is_asked_for_what_it_selects(simulated: SimulatedApiServer, access: Access) -> None:
    release = {"matchLabels": {"release": "kps"}}
    for name in ("b", "a"):
        found = prometheus(name, podMonitorSelector=release, podMonitorNamespaceSelector={}, ruleSelector={})
        simulated.add(f"/apis/monitoring.coreos.com/v1/namespaces/monitoring/prometheuses/{name}", found)
    read = monitoring(access, {MARKER}, frozenset(), ())
    assert read.prometheuses is not None
    assert [each.place for each in read.prometheuses] == ["monitoring/a", "monitoring/b"], (
        "order means nothing"
    )
    assert read.prometheuses[0].objects == {
        "PodMonitor": release, "ServiceMonitor": None, "PrometheusRule": {},
    }, "none and empty are opposites: no object, and every object"  # fmt: skip
    assert read.prometheuses[0].namespaces["PodMonitor"] == {}


@pytest.mark.parametrize(("kinds", "missing"), [(set(), frozenset()), ({MARKER}, frozenset({ASKED}))])
def test_nobody_is_asked_without_the_kind_or_the_right(
    simulated: SimulatedApiServer, access: Access, kinds: set[str], missing: frozenset[Any]
) -> None:
    assert monitoring(access, kinds, missing, ()).prometheuses is None, "the checks name a missing right"
    assert LIST not in [asked.path for asked in simulated.asked]


def test_a_namespace_that_is_enforced_is_read_with_who_is_spared() -> None:
    spared = [
        {"group": "monitoring.coreos.com", "resource": "podmonitors", "namespace": "atlas-observability"},
        {"group": "monitoring.coreos.com", "resource": "prometheusrules", "namespace": "x", "name": "one"},
    ]
    found = prometheus_of(prometheus("a", enforcedNamespaceLabel="namespace", excludedFromEnforcement=spared))
    assert found.enforced == "namespace" and not found.stays
    assert prometheus_of(prometheus("a", ignoreNamespaceSelectors=True)).stays
    assert found.spared == {("podmonitors", "atlas-observability")}, "one object is not all of a namespace"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ([], set()),
        (["--port=8080"], set()),
        (["--metric-labels-allowlist=pods=[*]"], set()),
        (["--metric-labels-allowlist=pods=[*],nodes=[groundplan-plan, team]"], {"groundplan-plan", "team"}),
        (["--metric-labels-allowlist", "nodes=[*]"], {"*"}),
        (["--metric-labels-allowlist=*=[*]"], {"*"}),
        (["--metric-annotations-allowlist=nodes=[*]"], set()),
    ],
)
def test_what_kube_state_metrics_tells_of_nodes_is_in_its_arguments(
    arguments: list[str], told: set[str]
) -> None:
    assert labels_told(arguments) == told


@pytest.mark.parametrize(
    "found",
    [
        deployment("--metric-labels-allowlist=nodes=[a]"),
        deployment("--metric-labels-allowlist=nodes=[a]", image="mirror.example.com:5000/state:v1",
                   **{"app.kubernetes.io/name": "kube-state-metrics"}),
    ],
)  # fmt: skip
def test_kube_state_metrics_is_known_by_its_image_or_its_name(found: dict[str, Any], access: Access) -> None:
    read = monitoring(access, (), frozenset(), [found, deployment(image="registry.example.com/ray:1")])
    assert read.told == {"monitoring/state": {"a"}}
