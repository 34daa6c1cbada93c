"""Where a service answers: at its own addresses with its own ports, behind them with those of pods and machines."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.contract import Addresses, Pods, Port
from components.kubernetes.endpoints import UnknownPort, answering, caching, cidrs
from tests.components.kubernetes.networks import (
    KUBE_DNS,
    OPENSHIFT_DNS,
    node_cache,
    service,
    slice_of,
    tcp,
    udp,
)


def places(
    found: dict[str, Any], *slices: dict[str, Any], machines: frozenset[str] = frozenset()
) -> list[Any]:
    """Return where the ports of a service answer that are not for metrics."""
    meant = [port for port in found["spec"]["ports"] if port["name"] != "metrics"]
    return list(answering(found, slices, meant, machines))


def test_the_api_server_s_machines_answer_on_their_own_port_and_its_service_on_another() -> None:
    microk8s = service("default", "kubernetes", "10.152.183.1", tcp("https", 443, 16443), selector=None)
    found = places(microk8s, slice_of("192.0.2.10", "192.0.2.11", https=("TCP", 16443)))
    assert found == [
        Addresses(cidrs=("10.152.183.1/32",), ports=(Port(protocol="TCP", number=443),)),
        Addresses(cidrs=("192.0.2.10/32", "192.0.2.11/32"), ports=(Port(protocol="TCP", number=16443),)),
    ], "443 of the machines is whoever listens there, such as an ingress"


def test_pods_answer_on_the_port_that_they_listen_on_and_not_on_the_service_s() -> None:
    slices = slice_of("10.128.0.7", dns=("UDP", 5353), dns_tcp=("TCP", 5353))
    numbers = (Port(protocol="TCP", number=5353), Port(protocol="UDP", number=5353))
    pods = Pods(
        namespace="openshift-dns",
        labels={"dns.operator.openshift.io/daemonset-dns": "default"},
        ports=numbers,
    )
    assert places(OPENSHIFT_DNS, slices)[1:] == [pods], (
        "a policy sees the connection behind the service's address"
    )


def test_a_port_with_a_name_that_no_pod_explains_is_an_error_with_that_name() -> None:
    with pytest.raises(UnknownPort, match="the service openshift-dns/dns-default leads to a port named dns"):
        places(OPENSHIFT_DNS)


def test_without_endpoints_the_service_s_own_numbers_count() -> None:
    assert [place.ports for place in places(KUBE_DNS)] == [
        (Port(protocol="TCP", number=53), Port(protocol="UDP", number=53)),
        (Port(protocol="TCP", number=8053), Port(protocol="UDP", number=8053)),
    ], "no pod of it has started yet, and those that will listen there"


def test_a_pod_in_the_network_of_its_node_is_told_by_its_address() -> None:
    slices = slice_of("10.64.0.1", "10.128.0.7", dns=("UDP", 53))
    found = places(KUBE_DNS, slices, machines=frozenset({"10.64.0.1", "10.64.0.2"}))
    assert [place.cidrs for place in found if isinstance(place, Addresses)] == [
        ("10.96.0.10/32",),
        ("10.64.0.1/32",),
    ]
    assert any(isinstance(place, Pods) for place in found), "and the other one by its labels"


def test_a_service_without_an_address_of_its_own_answers_behind_it_alone() -> None:
    headless = service("kube-system", "kube-dns", "None", udp("dns", 53, 53))
    assert [type(place) for place in places(headless)] == [Pods]


def test_names_among_the_addresses_of_endpoints_are_left_out() -> None:
    named = service("default", "kubernetes", "10.96.0.1", tcp("https", 443, 6443), selector=None)
    found = places(named, slice_of("api.example.com", kind="FQDN", https=("TCP", 6443)))
    assert [place.cidrs for place in found] == [("10.96.0.1/32",)], "a policy takes addresses, not names"


def test_addresses_of_both_families_come_once_and_in_one_order() -> None:
    both = service("default", "kubernetes", "fd00::1", tcp("https", 443, 6443), selector=None)
    both["spec"]["clusterIPs"] = ["fd00::1", "10.96.0.1"]
    found = places(both, slice_of("2001:db8::A", kind="IPv6", https=("TCP", 6443)))
    assert [place.cidrs for place in found] == [("10.96.0.1/32", "fd00::1/128"), ("2001:db8::a/128",)]


@given(st.lists(st.ip_addresses(), min_size=1).flatmap(st.permutations))
def test_ranges_do_not_depend_on_the_order_of_addresses(addresses: list[Any]) -> None:
    given_, sorted_ = map(str, addresses), map(str, sorted(addresses, key=lambda each: (each.version, each)))
    assert cidrs(given_) == cidrs(sorted_), "an order of the API server's would be a change of every policy"


@pytest.mark.parametrize(
    "arguments",
    [
        ["-localip", "169.254.20.10,10.96.0.10", "-conf", "/etc/Corefile"],
        ["--localip=169.254.20.10,10.96.0.10"],
        ["-conf", "/etc/Corefile", "-localip=10.96.0.10, 169.254.20.10"],
    ],
)
def test_a_cache_on_every_node_answers_where_its_arguments_say(arguments: list[str]) -> None:
    (found,) = caching(node_cache(*arguments))
    assert isinstance(found, Addresses) and found.cidrs == ("10.96.0.10/32", "169.254.20.10/32"), (
        "it takes the service's address on its node, so no policy sees what is behind"
    )


def test_a_cache_that_has_pods_of_its_own_is_told_by_their_labels_as_well() -> None:
    found = list(caching(node_cache("-localip", "10.96.0.10", host=False)))
    assert [place.labels for place in found if isinstance(place, Pods)] == [{"k8s-app": "node-local-dns"}], (
        "Cilium and GKE lead the service's address to the pod on the node"
    )


@pytest.mark.parametrize(
    "arguments", [[], ["-conf", "-localip"], ["-localip", "$(ADDRESS)"], ["x-localip", "192.0.2.1"]]
)
def test_what_says_no_address_is_no_cache(arguments: list[str]) -> None:
    assert not list(caching(node_cache(*arguments)))
