"""What is measured, shown and told of a plan, with our own Prometheus or the cluster's."""

import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from components.services.observability.alerts import groups, rule_manifest
from components.services.observability.component import access_manifests, volume_of
from components.services.observability.dashboards import dashboard_manifests
from components.services.observability.monitors import monitor_manifests, monitors
from components.services.observability.spending import Spending
from components.services.observability.values import values
from tests.components.services.declared import plan, queued, team
from tests.components.services.isolation.topologies import cluster, named, platform, pool

MADE = plan(queued("train", "research"), cluster("serve", "serving"), queues=[team("research")])
PLAIN = plan(cluster("train", "training", pool("train"), pool("train", "data")))
PRICES = {(of.name, each.name): Decimal("98.32") for of in MADE.clusters for each in of.pools}
PRICED = Spending(hourly=PRICES, monthly=Decimal(50_000), currency="EUR")
CHART_KEYS = {
    *("fullnameOverride", "commonLabels", "defaultRules", "additionalPrometheusRulesMap", "alertmanager"),
    *("grafana", "prometheus", "prometheusOperator", "nodeExporter", "kube-state-metrics", "kubeApiServer"),
    *("kubelet", "kubeControllerManager", "kubeScheduler", "kubeEtcd", "kubeProxy", "coreDns", "kubeDns"),
}
"""Of the chart's values.yaml (github.com/prometheus-community/helm-charts, charts/kube-prometheus-stack)."""


def rendered(made=MADE, **changed):
    return values(made, platform(**changed), volume_of(made), PRICED)


def alerts(made, spending=PRICED):
    return {rule["alert"] for group in groups(made, spending) for rule in group["rules"] if "alert" in rule}


def test_the_values_have_the_shape_of_the_chart():
    assert set(rendered()) <= CHART_KEYS, "a key that the chart does not know is silently lost"
    json.dumps(rendered())  # what the provider is handed must be data


def test_metrics_are_kept_on_an_encrypted_volume_and_bounded():
    spec = rendered()["prometheus"]["prometheusSpec"]
    claim = spec["storageSpec"]["volumeClaimTemplate"]["spec"]

    assert claim["storageClassName"] == "atlas-observability", "the class that encrypts"
    assert spec["retention"] == "30d" and spec["retentionSize"] == "90GiB", (
        "less than the 100 GiB of the volume"
    )


def test_nothing_of_it_is_reachable_from_outside():
    found = rendered()

    for part in ("grafana", "prometheus", "alertmanager"):
        assert found[part]["ingress"] == {"enabled": False}, part
    assert found["grafana"]["grafana.ini"]["auth.anonymous"] == {"enabled": False}, (
        "and Grafana asks who comes"
    )


def test_grafanas_password_is_in_a_secret_and_nowhere_in_the_values():
    (secret, _) = access_manifests(MADE, "a password of a test")
    admin = rendered()["grafana"]["admin"]

    assert admin["existingSecret"] == secret["metadata"]["name"], "the chart is told where it is"
    assert {admin["userKey"], admin["passwordKey"]} == set(secret["stringData"]), "under these keys"
    assert "a password of a test" not in json.dumps(rendered()), "values are shown in previews"


def test_ray_is_scraped_in_the_namespaces_of_the_plan_alone():
    found = {name: spec for _, name, spec in monitors(MADE, platform())}

    assert found["ray"]["namespaceSelector"] == {"matchNames": ["atlas-serve", "atlas-train"]}, (
        "no other team's pods"
    )
    assert set(found) == {"ray", "gpu", "kuberay", "kueue"}, "GPUs and both operators too"


def test_operators_that_are_not_ours_are_left_to_whoever_runs_them():
    found = {name for _, name, _ in monitors(MADE, platform(present=frozenset({"kuberay", "kueue"})))}

    assert found == {"ray", "gpu"}, "their namespaces are not known"


def test_with_a_prometheus_of_the_cluster_monitors_are_objects():
    found = monitor_manifests(MADE, platform(present=frozenset({"prometheus"})))

    assert named(found, "PodMonitor", "ray", "atlas-observability")["spec"]["podMetricsEndpoints"], (
        "the same ones"
    )


def test_with_a_prometheus_of_the_cluster_they_carry_what_it_selects_them_by():
    release = {"release": "kps"}
    theirs = platform(
        present=frozenset({"prometheus"}), monitor_labels={"PodMonitor": release, "PrometheusRule": release}
    )
    monitor = named(monitor_manifests(MADE, theirs), "PodMonitor", "ray", "atlas-observability")
    rule = rule_manifest(MADE, theirs, PRICED)

    for each in (monitor, rule):
        labels = each["metadata"]["labels"]
        assert labels["release"] == "kps", "else it passes over them without a word"
        assert labels["groundplan-plan"] == "atlas", "and whose they are stays said"
    (of_service, *_) = [each for each in monitor_manifests(MADE, theirs) if each["kind"] == "ServiceMonitor"]
    assert "release" not in of_service["metadata"]["labels"], "each kind has a selector of its own"


def expression(name):
    (found,) = [
        rule["expr"] for group in groups(MADE, PRICED) for rule in group["rules"] if rule.get("alert") == name
    ]
    return found


def test_a_part_of_a_gpu_that_does_nothing_is_heard_of():
    told = expression("IdleGpu")

    assert "DCGM_FI_PROF_GR_ENGINE_ACTIVE{" in told, "MIG has no other measure of it"
    assert (
        told.index("DCGM_FI_PROF_GR_ENGINE_ACTIVE") < told.index(" or ") < told.index("DCGM_FI_DEV_GPU_UTIL")
    ), "and cards that do not measure it have the other one"


@pytest.mark.parametrize("resource", ["nvidia_com_gpu", "nvidia_com_gpu_shared", "nvidia_com_mig_1g_10gb"])
def test_a_machine_whose_gpus_are_divided_is_missed_as_whole_ones_are(resource):
    patterns = re.findall(r'resource=~"([^"]*)"', expression("UnusedGpuNode"))

    assert len(patterns) == 2 and all(re.fullmatch(each, resource) for each in patterns), (
        "both what a node offers and what pods ask"
    )


@pytest.mark.parametrize(
    "name",
    [
        "IdleGpu",
        "UnusedGpuNode",
        "NoMachines",
        "QueuedForLong",
        "UnhealthyReplica",
        "FailingRequests",
        "RestartingPod",
    ],
)
def test_somebody_hears_of(name):
    assert name in alerts(MADE), "idle GPUs, stock-outs, failing replicas"


def test_spend_is_told_only_where_prices_and_a_budget_are_known():
    assert "SpendAboveBudget" in alerts(MADE), "both are known"
    assert "SpendAboveBudget" not in alerts(MADE, replace(PRICED, monthly=None)), "no limit"
    assert "SpendAboveBudget" not in alerts(MADE, Spending(monthly=Decimal(1))), (
        "no price: 0 would look like thrift"
    )


def test_a_plan_without_gpus_serving_or_queues_has_no_alerts_about_them():
    assert alerts(PLAIN, Spending()) == {"NoMachines", "RestartingPod"}, "an alert that cannot fire is noise"


def test_dashboards_are_found_by_grafana():
    found = dashboard_manifests(MADE, PRICED)

    assert [each["metadata"]["name"] for each in found] == [
        "dashboard-ray", "dashboard-gpu", "dashboard-serving", "dashboard-machines", "dashboard-cost",
    ], "each subject once"  # fmt: skip
    sidecar = rendered()["grafana"]["sidecar"]["dashboards"]
    for each in found:
        assert each["metadata"]["labels"][sidecar["label"]] == sidecar["labelValue"], (
            "the label that it looks for"
        )


def test_dashboards_hold_their_queries_and_are_the_same_each_time():
    (first, second) = (dashboard_manifests(MADE, PRICED) for _ in range(2))
    assert first == second, "a preview shows no change where there is none"

    board = json.loads(named(first, "ConfigMap", "dashboard-gpu")["data"]["gpu.json"])
    queries = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert any("DCGM_FI_DEV_GPU_UTIL" in query for query in queries), "utilisation of GPUs"
    assert board["uid"] == "atlas-gpu", "a name of its own, so that links last"


def board(spending, name="cost"):
    manifest = named(dashboard_manifests(MADE, spending), "ConfigMap", f"dashboard-{name}")
    return json.loads(manifest["data"][f"{name}.json"])


def test_without_prices_nothing_tells_of_cost():
    names = {each["metadata"]["name"] for each in dashboard_manifests(MADE, Spending())}
    assert "dashboard-cost" not in names, "an empty panel would look like machines that cost nothing"
    assert [panel["title"] for panel in board(Spending(), "machines")["panels"]] == ["Machines"], (
        "these are counted"
    )
    told = json.dumps(groups(MADE, Spending(monthly=Decimal(1))))
    assert "cost" not in told and "price" not in told, "nor does a rule, which would never have a value"


def test_prices_are_shown_in_their_currency():
    panels = {panel["title"]: panel for panel in board(PRICED)["panels"]}
    assert set(panels) == {"Cost of an hour", "Cost of an hour by cluster", "Machines"}
    assert panels["Cost of an hour"]["fieldConfig"]["defaults"]["unit"] == "currencyEUR"


def test_each_price_is_one_of_its_pool_and_of_its_plan():
    rules = [rule for group in groups(MADE, PRICED) for rule in group["rules"] if "record" in rule]
    told = {
        (rule["labels"]["label_groundplan_cluster"], rule["labels"]["label_groundplan_pool"]): rule["expr"]
        for rule in rules
        if rule["record"] == "groundplan:node_price_per_hour"
    }
    assert told == dict.fromkeys(PRICES, "vector(98.32)")
    (cost,) = [rule["expr"] for rule in rules if rule["record"] == "groundplan:cost_per_hour"]
    assert cost.count('label_groundplan_plan="atlas"') == 2, (
        "another plan of the same Prometheus has its own prices"
    )


def test_a_sum_says_which_pools_it_leaves_out():
    some = replace(PRICED, hourly={("train", "gpu"): Decimal("98.32")})
    (spend,) = [
        rule
        for group in groups(MADE, some)
        for rule in group["rules"]
        if rule.get("alert") == "SpendAboveBudget"
    ]
    for said in (board(some)["title"], spend["annotations"]["description"]):
        assert "without serve/head, serve/workers, train/head, of which no price is known" in said, said
    assert "without" not in board(PRICED)["title"], "where all are known nothing is left out"
