"""The judge of network policies, on policies written by hand whose meaning Kubernetes' documentation tells."""

from typing import Any

import pytest

from tests.components.services.isolation.evaluate import Evaluator, Peer, Port, selects

A = Peer(name="a", address="10.1.0.1", namespace="one", labels={"app": "a"})
B = Peer(name="b", address="10.1.0.2", namespace="one", labels={"app": "b"})
C = Peer(name="c", address="10.1.0.3", namespace="two", labels={"app": "a"})
OUTSIDE = Peer(name="outside", address="192.0.2.9")
WEB = Port(number=80)
NAMESPACES = {"one": {"kubernetes.io/metadata.name": "one"}, "two": {"kubernetes.io/metadata.name": "two"}}


def policy(selector: dict[str, Any], types: list[str], **rules: Any) -> dict[str, Any]:
    return {
        "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
        "metadata": {"name": "p", "namespace": "one"},
        "spec": {"podSelector": selector, "policyTypes": types, **rules},
    }  # fmt: skip


def judged(*policies: dict[str, Any]) -> Evaluator:
    return Evaluator(policies, NAMESPACES)


def test_without_a_policy_everything_is_open() -> None:
    assert judged().allows(C, A, WEB), "a pod that nothing selects takes all"


def test_a_policy_without_rules_closes_the_directions_it_names_and_only_those() -> None:
    closed = judged(policy({"matchLabels": {"app": "a"}}, ["Ingress"]))
    assert not closed.allows(C, A, WEB), "ingress of a is closed"
    assert closed.allows(A, C, WEB), "egress of a is not"
    assert closed.allows(C, B, WEB), "b is not selected"


def test_policies_add_up() -> None:
    opened = judged(
        policy({}, ["Ingress"]), policy({}, ["Ingress"], ingress=[{"from": [{"podSelector": {}}]}])
    )
    assert opened.allows(B, A, WEB), "the second policy opens what the first one closes"
    assert not opened.allows(C, A, WEB), "a podSelector alone means the policy's own namespace"


def test_both_sides_have_to_agree() -> None:
    half = judged(policy({"matchLabels": {"app": "b"}}, ["Egress"]))
    assert not half.allows(B, A, WEB), "a would take it, but b may not send"


def test_namespace_and_pod_selectors_of_one_peer_both_have_to_match() -> None:
    two = {"matchLabels": {"kubernetes.io/metadata.name": "two"}}
    peer = {"namespaceSelector": two, "podSelector": {"matchLabels": {"app": "z"}}}
    assert not judged(policy({}, ["Ingress"], ingress=[{"from": [peer]}])).allows(C, A, WEB), "c is no z"
    either = [{"namespaceSelector": two}, {"podSelector": {"matchLabels": {"app": "z"}}}]
    assert judged(policy({}, ["Ingress"], ingress=[{"from": either}])).allows(C, A, WEB), (
        "two peers are an or"
    )


def test_an_empty_list_of_peers_means_everybody() -> None:
    assert judged(policy({}, ["Ingress"], ingress=[{"from": []}])).allows(OUTSIDE, A, WEB), (
        "which is the trap that rendering has to avoid"
    )


def test_a_block_of_addresses_leaves_out_its_exceptions() -> None:
    block = {"ipBlock": {"cidr": "192.0.2.0/24", "except": ["192.0.2.8/30"]}}
    judge = judged(policy({}, ["Ingress"], ingress=[{"from": [block]}]))
    assert not judge.allows(OUTSIDE, A, WEB), "192.0.2.9 is excepted"
    inside = Peer(name="inside", address="192.0.2.77")
    assert judge.allows(inside, A, WEB), "192.0.2.77 is not"


@pytest.mark.parametrize(
    ("ports", "number", "protocol", "open_"),
    [
        ([{"protocol": "TCP", "port": 80}], 80, "TCP", True),
        ([{"protocol": "TCP", "port": 80}], 81, "TCP", False),
        ([{"protocol": "TCP", "port": 80}], 80, "UDP", False),
        ([{"port": 80}], 80, "TCP", True),
        ([{"protocol": "TCP", "port": 80, "endPort": 90}], 90, "TCP", True),
        ([{"protocol": "TCP", "port": 80, "endPort": 90}], 91, "TCP", False),
        ([{"protocol": "TCP"}], 4711, "TCP", True),
        ([{"protocol": "TCP"}], 4711, "UDP", False),
        ([], 4711, "UDP", True),
    ],
)
def test_ports_are_a_number_a_range_or_all_of_a_protocol(
    ports: list[dict[str, Any]], number: int, protocol: str, open_: bool
) -> None:
    judge = judged(policy({}, ["Ingress"], ingress=[{"ports": ports}]))
    assert judge.allows(B, A, Port(number=number, protocol=protocol)) is open_, "as the field `ports` says"


@pytest.mark.parametrize(
    ("operator", "values", "selected"),
    [
        ("In", ["a", "b"], True), ("In", ["b"], False), ("NotIn", ["b"], True), ("NotIn", ["a"], False),
        ("Exists", [], True), ("DoesNotExist", [], False),
    ],
)  # fmt: skip
def test_expressions_select_by_their_operator(operator: str, values: list[str], selected: bool) -> None:
    expression = {"key": "app", "operator": operator, "values": values}
    assert selects({"matchExpressions": [expression]}, {"app": "a"}) is selected, "for the label app=a"
