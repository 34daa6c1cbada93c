"""Operators that a plan brings are closed as its own namespaces are, and still reached where clusters need them."""

import pytest
from hypothesis import given

from components.contract import Addresses
from components.contract import Port as ContractPort
from components.services.isolation import ends
from components.services.operators.kuberay import kuberay_policies
from components.services.operators.kueue import kueue_policies
from components.services.operators.policies import operator_policies
from tests.components.services.isolation.evaluate import Evaluator, Peer, Port
from tests.components.services.isolation.topologies import platform, topologies, topology

NAMESPACES = ("kuberay-system", "kueue-system", "kube-system", "default", "monitoring")
KUBERAY = Peer(
    name="kuberay", address="10.244.0.1", namespace="kuberay-system",
    labels={"app.kubernetes.io/component": "kuberay-operator"},
)  # fmt: skip
KUEUE = Peer(
    name="kueue", address="10.244.0.2", namespace="kueue-system",
    labels={"app.kubernetes.io/name": "kueue", "control-plane": "controller-manager"},
)  # fmt: skip
STRANGER = Peer(name="stranger", address="10.244.0.3", namespace="kueue-system")
PROMETHEUS = Peer(
    name="prometheus",
    address="10.244.0.4",
    namespace="monitoring",
    labels={"app.kubernetes.io/name": "prometheus"},
)
NEIGHBOUR = Peer(name="neighbour", address="10.244.0.5", namespace="default")
INTERNET = Peer(name="internet", address="8.8.8.8")


def judged(plan=None, **changed):
    made, handed = plan or topology(), platform(**changed)
    policies = (*kuberay_policies(made, handed), *kueue_policies(made, handed))
    return Evaluator(policies, {each: {"kubernetes.io/metadata.name": each} for each in NAMESPACES})


def test_a_webhook_answers_machines_that_no_range_and_no_selector_names():
    (rule,) = [
        rule
        for policy in kueue_policies(topology(), platform())
        for rule in policy["spec"].get("ingress", ())
        if rule["ports"] == [{"protocol": "TCP", "port": 9443}]
    ]

    assert "from" not in rule, (
        "a range of all addresses names no machine of the cluster itself where Cilium judges"
    )


@pytest.mark.parametrize("operator", [KUBERAY, KUEUE], ids=["kuberay", "kueue"])
def test_an_operator_opens_no_connection_but_to_the_ports_of_an_api_server_and_the_dns(operator):
    reached = {
        number
        for number in (22, 53, 80, 443, 6443, 8080)
        if judged().allows(operator, INTERNET, Port(number=number))
    }

    assert reached == {443, 6443}, "what the platform says of its API server"


def test_an_api_server_on_an_unusual_port_is_reached_and_the_usual_ones_are_closed():
    unusual = Addresses(cidrs=("192.0.2.10/32",), ports=(ContractPort(protocol="TCP", number=16443),))
    judge = judged(api_server=(unusual,))

    assert judge.allows(KUBERAY, INTERNET, Port(number=16443)), "MicroK8s answers there"
    assert not judge.allows(KUBERAY, INTERNET, Port(number=443)), "and nowhere else"


def test_a_cluster_that_does_not_say_where_its_api_server_is_keeps_its_operators_alive():
    assert judged(api_server=()).allows(KUEUE, INTERNET, Port(number=6443)), (
        "an operator without it does nothing"
    )


def test_nobody_but_prometheus_asks_an_operator_for_its_metrics():
    judge = judged(present=frozenset({"prometheus"}))

    assert judge.allows(PROMETHEUS, KUBERAY, Port(number=8080)), (
        "the cluster's own Prometheus, wherever it is"
    )
    assert not judge.allows(NEIGHBOUR, KUBERAY, Port(number=8080)), "and no other pod"
    assert not judge.allows(NEIGHBOUR, KUEUE, Port(number=8443)), "nor of Kueue"


def test_what_else_runs_in_the_namespace_of_an_operator_reaches_nothing():
    assert not judged().allows(STRANGER, INTERNET, Port(number=443)), (
        "only the operator's own pods are opened"
    )
    assert not judged().allows(NEIGHBOUR, STRANGER, Port(number=9443)), "in both directions"


@given(topologies())
def test_two_policies_are_enough_for_any_plan(plan):
    policies = kuberay_policies(plan, platform())

    assert [len(policy["spec"]) for policy in policies] == [2, 4], "each object is a step of `up`"
    assert "watches its kinds" in policies[1]["metadata"]["annotations"]["groundplan-reason"], (
        "and says its reasons"
    )


def test_the_operator_of_a_cluster_is_closed_by_whoever_brought_it():
    present = platform(present=frozenset({"kuberay"}))

    with pytest.raises(
        ValueError, match="kuberay is not this plan's: whoever brought it closes its namespace"
    ):
        operator_policies(topology(), present, ends.kuberay(present), has_webhooks=False)
