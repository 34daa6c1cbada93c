"""What may be joined on AWS, and what its owner is told to do."""

from dataclasses import replace
from typing import Any

import pytest

from components.aws import peering_limits
from components.aws.adopted_subnets import AdoptedSubnets
from components.aws.peering_limits import form, owners_part
from components.topology.errors import TopologyErrors
from components.topology.peers import Peer, read
from tests.components.aws import recorded

GATEWAY, VPC = "tgw-0123456789abcdef0", "vpc-0123456789abcdef0"
ADOPTED = AdoptedSubnets(network_id="vpc-1", cidr="10.30.0.0/16", subnet_ids={}, route_table_ids={})


def peer(*ranges: str, **more: Any) -> Peer:
    return Peer(name="office", ranges=ranges or ("192.168.0.0/20",), **{"id": VPC, **more})


def found(*peers: Peer, adopted: AdoptedSubnets | None = None) -> list[str]:
    return [str(error) for error in peering_limits.errors(recorded.topology(), peers, adopted)]


@pytest.mark.parametrize("given", [GATEWAY, VPC, "vpc-12345678"])
def test_vpcs_and_transit_gateways_are_joined(given: str) -> None:
    said = {"office": {"id": given, "ranges": ["192.168.0.0/20"]}}
    assert read(said, form(None))[0].id == given


@pytest.mark.parametrize(
    "more",
    [
        {"id": "pcx-0123456789abcdef0"},
        {"id": "vpc-1"},
        {"account": "1"},
        {"region": "moon"},
        {"transit": True},
    ],
)
def test_anything_else_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(TopologyErrors, match=f"groundplan:peers.office.{next(iter(more))}: "):
        read({"office": {"id": VPC, "ranges": ["192.168.0.0/20"], **more}}, form(None))


def test_in_an_adopted_network_nothing_is_joined() -> None:
    with pytest.raises(TopologyErrors, match="whoever owns it joins it"):
        read({"office": {"id": VPC, "ranges": ["192.168.0.0/20"]}}, form(ADOPTED))


@pytest.mark.parametrize(
    ("cidr", "whose"),
    [
        ("10.20.128.0/20", "10.20.0.0/16 is the plan's network"),
        ("10.0.0.0/8", "10.20.0.0/16 is the plan's network"),
        ("172.20.5.0/24", "172.20.0.0/16 is for services inside the cluster"),
        ("169.254.10.0/24", "169.254.0.0/16 is for AWS itself"),
    ],
)
def test_what_is_taken_is_refused_before_anything_is_made(cidr: str, whose: str) -> None:
    (sentence,) = found(peer(cidr))
    assert whose in sentence


def test_an_adopted_network_has_its_own_range() -> None:
    assert found(peer("10.20.128.0/20", id=None), adopted=ADOPTED) == []
    assert "10.30.0.0/16" in found(peer("10.30.4.0/24", id=None), adopted=ADOPTED)[0]


def test_a_topology_without_a_network_is_refused_by_what_judges_networks() -> None:
    assert not list(peering_limits.errors(replace(recorded.topology(), network=None), (peer(),), None))


def test_no_more_ranges_than_a_route_table_takes() -> None:
    (sentence,) = found(peer(*(f"192.168.{part}.0/24" for part in range(41))))
    assert "41 ranges" in sentence and "room for 40" in sentence


def test_a_gateway_is_one_of_the_region() -> None:
    assert "leave account and region out" in found(peer(id=GATEWAY, region="eu-west-1"))[0]


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ({}, "its owner routes 10.20.0.0/16 back through it"),
        ({"account": "210987654321"}, "its owner accepts the peering connection and routes 10.20.0.0/16 back"),
        ({"id": GATEWAY}, "accepts the attachment where the gateway does not by itself"),
        ({"id": None}, "joins it to the adopted network"),
    ],
)  # fmt: skip
def test_its_owner_is_told_what_is_left(more: dict[str, Any], part: str) -> None:
    assert part in owners_part(peer(**more), "10.20.0.0/16")
