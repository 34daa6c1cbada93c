"""The values of the Prometheus and Grafana chart are such that what it makes comes up, stays, and finds its things."""

from components.services.observability.component import volume_of
from components.services.observability.dashboards import dashboard_manifests
from components.services.observability.spending import Spending
from components.services.observability.values import values
from tests.components.services.declared import plan
from tests.components.services.isolation.topologies import cluster, platform

PLAN = plan(cluster("train", "training"))


def rendered():
    return values(PLAN, platform(), volume_of(PLAN), Spending())


def test_grafanas_claim_is_waited_for_by_its_pod_and_never_made_anew():
    claim = rendered()["grafana"]["persistence"]

    assert claim["annotations"] == {"pulumi.com/skipAwait": "true"}, (
        "where the first pod decides about the volume, `up` would wait for the claim before the pod is declared"
    )
    assert claim["lookupVolumeName"] is False, (
        "a field that comes with the second `up` would replace the claim"
    )


def test_grafanas_one_volume_goes_from_pod_to_pod():
    assert rendered()["grafana"]["deploymentStrategy"] == {"type": "Recreate"}, (
        "a second pod on another node would wait for the volume for ever"
    )


def test_grafanas_sidecar_looks_where_its_right_lets_it():
    grafana = rendered()["grafana"]

    assert grafana["rbac"] == {"namespaced": True}, "a right in its own namespace alone"
    assert grafana["sidecar"]["dashboards"]["searchNamespace"] == "atlas-observability", (
        "the chart's ALL is refused, and there is no dashboard"
    )
    found = {each["metadata"]["namespace"] for each in dashboard_manifests(PLAN, Spending())}
    assert found == {"atlas-observability"}, "where the dashboards are"


def test_no_alert_waits_for_kubelets_that_nobody_asks():
    assert rendered()["kubelet"] == {"enabled": False}, "no monitor of ours asks them"
    assert rendered()["prometheusOperator"]["kubeletService"] == {"enabled": False}, (
        "the chart's KubeletDown is there where this is, whether or not kubelets are asked"
    )
