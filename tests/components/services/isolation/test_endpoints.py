"""Endpoints of object stores in the words of network policies; what has no such words is refused, never left open."""

import pytest

from components.services.isolation.endpoints import endpoint_refusals, endpoint_ways
from tests.components.services.isolation.topologies import SERVE, store, topology


def plan(endpoint: str):
    return topology([SERVE], stores=[store("models", endpoint=endpoint)])


def test_an_address_is_reached_on_the_port_of_its_endpoint() -> None:
    way = next(endpoint_ways(plan("https://198.51.100.7:9443"), {}, {}))
    assert way.destination.peers == ({"ipBlock": {"cidr": "198.51.100.7/32"}},), "this one host"
    assert way.ports == ({"protocol": "TCP", "port": 9443},), "and this port"


@pytest.mark.parametrize(
    "endpoint", ["https://minio.objects.svc", "https://minio.objects.svc.cluster.local:9000"]
)
def test_a_service_of_the_cluster_is_reached_by_its_namespace(endpoint: str) -> None:
    way = next(endpoint_ways(plan(endpoint), {}, {}))
    (peer,) = list(way.destination.peers or ())
    assert peer["namespaceSelector"]["matchLabels"] == {"kubernetes.io/metadata.name": "objects"}, (
        "where its pods are"
    )
    assert not list(endpoint_refusals(plan(endpoint), {})), "no address is needed"


def test_a_name_is_reached_by_the_ranges_that_were_looked_up() -> None:
    made = plan("https://s3.example.com")
    ranges = {"models": ("192.0.2.10/32", "192.0.2.11/32")}
    blocks = [
        peer["ipBlock"]["cidr"] for peer in next(endpoint_ways(made, ranges, {})).destination.peers or ()
    ]
    assert blocks == ["192.0.2.10/32", "192.0.2.11/32"], "all of them"
    assert not list(endpoint_refusals(made, ranges)), "so nothing is wrong"


def test_a_name_that_nobody_looked_up_is_refused_with_the_way_out() -> None:
    (sentence,) = endpoint_refusals(plan("https://s3.example.com"), {})
    assert sentence.startswith('storage[models].endpoint: "https://s3.example.com"'), "where and what"
    assert "make the name resolvable" in sentence, "what to do"


def test_all_addresses_are_no_range() -> None:
    made, everywhere = plan("https://s3.example.com"), {"models": ("0.0.0.0/0",)}
    (sentence,) = endpoint_refusals(made, everywhere)
    assert "stands for all addresses there are" in sentence, "that would be a way out for all data"
    assert all(not way.destination.peers for way in endpoint_ways(made, everywhere, {})), (
        "and it stays closed"
    )
