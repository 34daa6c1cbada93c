"""Every query of alerts and dashboards asks for what somebody exports, and is well formed as far as this reads it."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
import ray

from components.services.observability.alerts import groups
from components.services.observability.dashboards import graphs
from components.services.observability.metric_names import KNOWN, KUEUE, RAY
from components.services.observability.spending import Spending
from tests.components.services.declared import plan, queued, team
from tests.components.services.isolation.topologies import cluster
from tests.control_plane.operator_manifests import module_folder

MADE = plan(queued("train", "research"), cluster("serve", "serving"), queues=[team("research")])
SPENDING = Spending(hourly={("train", "gpu"): Decimal("98.32")}, monthly=Decimal(50_000))
FUNCTIONS = {
    *(
        "sum",
        "avg",
        "min",
        "count",
        "group",
        "rate",
        "increase",
        "avg_over_time",
        "histogram_quantile",
        "vector",
    ),
    *("by", "on", "unless", "or", "le"),
}
QUERIES = sorted(
    {rule["expr"] for group in groups(MADE, SPENDING) for rule in group["rules"]}
    | {
        query
        for _, panels in graphs(MADE, SPENDING).values()
        for panel in panels
        for query in panel.queries.values()
    }
)


def without(query: str, *patterns: str) -> str:
    for pattern in patterns:
        query = re.sub(pattern, " ", query)
    return query


def metrics(query: str) -> set[str]:
    """Return the names in a query that are neither functions, labels nor literals."""
    bare = without(query, r'"[^"]*"', r"\{[^}]*\}", r"\[[^]]*\]", r"\b(?:by|on) \([^)]*\)", r"\b[0-9.]+\b")
    return set(re.findall(r"[a-zA-Z_][a-zA-Z0-9_:]*", bare)) - FUNCTIONS


@pytest.mark.parametrize("query", QUERIES)
def test_a_query_asks_for_metrics_that_somebody_exports(query):
    assert metrics(query) or query.startswith("vector("), "only a price is a number of its own"
    assert metrics(query) <= KNOWN, "a name that nobody exports never raises an alert"


@pytest.mark.parametrize("query", QUERIES)
def test_the_brackets_of_a_query_are_closed(query):
    quoted = re.sub(r'"[^"]*"', "", query)
    opened: list[str] = []
    for sign in quoted:
        if sign in "([{":
            opened.append(sign)
        elif sign in ")]}":
            assert opened and opened.pop() + sign in {"()", "[]", "{}"}, query
    assert not opened and query.count('"') % 2 == 0, query


@pytest.mark.parametrize("query", QUERIES)
def test_counters_are_asked_for_how_fast_they_grow(query):
    for name in metrics(query):
        if name.endswith(("_total", "_bucket")):
            assert re.search(rf"(?:rate|increase)\({name}", query), f"{name} only ever grows"


@pytest.mark.parametrize("query", QUERIES)
def test_plans_that_share_a_prometheus_do_not_see_each_other(query):
    for metric, where in re.findall(
        r"([a-zA-Z_:]{8,})(\{[^}]*\})?", without(query, r"\b(?:by|on) \([^)]*\)")
    ):
        if metric not in KNOWN or metric in JOINED:
            continue
        filtered = re.fullmatch(r'\{(\w+)=~?"([^"]*)"\}', where)
        assert filtered, f"{metric} is asked of every plan"
        matcher, values = filtered.groups()
        assert matcher in {"namespace", "cluster_queue", "label_groundplan_plan"}, (
            "another plan may have a cluster of the same name"
        )
        assert set(values.split("|")) <= {"atlas", "atlas-train", "atlas-serve", "atlas-research"}, (
            "nor may a pattern hold what another plan's name begins with"
        )


JOINED = {"kube_node_status_allocatable", "kube_pod_container_resource_requests"}
"""Of all nodes; the same query leaves those of the plan."""


def test_what_is_asked_of_all_nodes_is_narrowed_to_those_of_the_plan():
    for query in QUERIES:
        if metrics(query) & JOINED:
            assert 'kube_node_labels{label_groundplan_plan="atlas"}' in query, query


def test_the_metrics_of_ray_are_those_of_its_own_dashboards():
    folder = Path(ray.__file__).parent / "dashboard/modules/metrics/dashboards"
    text = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))

    missing = {name for name in RAY if not re.search(rf"\b{name}\b", text)} - AUTOSCALER
    assert not missing, "the installed Ray asks for no such metric"


AUTOSCALER = {"autoscaler_active_nodes", "autoscaler_pending_nodes"}
"""Ray exports them by the names in its own source, below its namespace."""


def test_the_metrics_of_the_autoscaler_are_in_its_source():
    text = (Path(ray.__file__).parent / "autoscaler/_private/prom_metrics.py").read_text(encoding="utf-8")

    for name in AUTOSCALER:
        assert f'"{name.removeprefix("autoscaler_")}"' in text, name


@pytest.mark.kubernetes
def test_the_metrics_of_kueue_are_in_its_source():
    text = (module_folder("kueue", "sigs.k8s.io/kueue") / "pkg/metrics/metrics.go").read_text(
        encoding="utf-8"
    )

    for name in KUEUE:
        assert f'"{name.removeprefix("kueue_").removesuffix("_bucket")}"' in text, name
