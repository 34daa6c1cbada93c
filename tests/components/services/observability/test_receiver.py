"""Alerts go where the stack says, by an address that is in a Secret alone, and by a way that leads nowhere else."""

import json

import pytest

from components.services.component import ServicesArgs, ServicesRefused, require_services
from components.services.observability.component import volume_of
from components.services.observability.receiver import AlertReceiver, receiver_manifests
from components.services.observability.spending import Spending
from components.services.observability.values import values
from tests.components.services.declared import plan
from tests.components.services.isolation.evaluate import Evaluator, Peer, Port
from tests.components.services.isolation.topologies import cluster, named, platform

PLAN = plan(cluster("train", "training"))
URL = "https://alerts.example.com:8443/only-a-test-knows-this"
RECEIVER = AlertReceiver(url=URL, port=8443, ranges=("203.0.113.0/24",))
PLACE = "atlas-observability"


def alertmanager(receiver):
    return values(PLAN, platform(), volume_of(PLAN), Spending(), receiver)["alertmanager"]


def test_the_address_is_in_a_secret_and_nowhere_in_the_values():
    found = alertmanager(RECEIVER)
    secret = named(receiver_manifests(PLAN, RECEIVER), "Secret", "alert-webhook", PLACE)

    assert secret["stringData"] == {"url": URL}
    assert "only-a-test" not in json.dumps(found), "values are shown in previews"
    (webhook,) = [each for each in found["config"]["receivers"] if "webhook_configs" in each]
    (told,) = webhook["webhook_configs"]
    assert found["alertmanagerSpec"]["secrets"] == ["alert-webhook"], "its pods have the Secret as files"
    assert told["url_file"] == "/etc/alertmanager/secrets/alert-webhook/url", "where the operator puts it"


def test_every_alert_but_those_that_always_are_is_told():
    route = alertmanager(RECEIVER)["config"]["route"]

    names = {each["name"] for each in alertmanager(RECEIVER)["config"]["receivers"]}
    assert route["receiver"] == "webhook" and {route["receiver"], "null"} == names, (
        "each receiver that is named"
    )
    assert route["routes"] == [{"receiver": "null", "matchers": ['alertname =~ "InfoInhibitor|Watchdog"']}]


def test_alertmanager_reaches_the_webhook_and_nothing_else():
    policies = [each for each in receiver_manifests(PLAN, RECEIVER) if each["kind"] == "NetworkPolicy"]
    judge = Evaluator(policies, {PLACE: {"kubernetes.io/metadata.name": PLACE}})
    source = Peer(
        name="alertmanager",
        address="10.244.0.1",
        namespace=PLACE,
        labels={"app.kubernetes.io/name": "alertmanager"},
    )
    webhook, internet = (Peer(name=each, address=each) for each in ("203.0.113.9", "8.8.8.8"))

    assert judge.allows(source, webhook, Port(number=8443))
    assert not judge.allows(source, webhook, Port(number=443)), "its own port alone"
    assert not judge.allows(source, internet, Port(number=8443)), "its own ranges alone"


def test_without_a_receiver_nobody_is_told_and_nothing_is_opened():
    assert receiver_manifests(PLAN, None) == ()
    assert "config" not in alertmanager(None), "the chart's own tells nobody"


def test_a_receiver_beside_a_prometheus_of_the_cluster_is_refused_with_the_way_out():
    args = ServicesArgs(topology=PLAN, platform=platform(present=frozenset({"prometheus"})), alerts=RECEIVER)

    with pytest.raises(ServicesRefused, match="whose Alertmanager decides who is told of alerts; remove it"):
        require_services(args)
