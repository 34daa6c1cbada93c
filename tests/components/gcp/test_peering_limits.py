"""What may be joined on Google Cloud, what a hub is told, and what its owner is told to do."""

from dataclasses import replace
from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.gcp import peering_limits
from components.gcp.addresses import PODS, pods_of, system_ranges
from components.gcp.adopted_subnets import AdoptedSubnets
from components.gcp.peering_limits import form, kept_back, owners_part, to_endpoint
from components.topology.errors import TopologyErrors
from components.topology.peers import Peer, read
from tests.components.gcp import recorded

HUB, NETWORK = "projects/net/locations/global/hubs/all", "projects/net/global/networks/data"
CALLS = {"training": (443,)}
ADOPTED = AdoptedSubnets(
    network_id=NETWORK, cidr="10.30.0.0/16", subnet_ids={}, system_subnet_id="", system_cidr="10.31.0.0/20",
    services_cidr="10.64.0.0/20",
)  # fmt: skip


def peer(*ranges: str, **more: Any) -> Peer:
    return Peer(name="office", ranges=ranges or ("192.168.0.0/20",), **{"id": HUB, **more})


def found(*peers: Peer, adopted: AdoptedSubnets | None = None) -> list[str]:
    return [str(error) for error in peering_limits.errors(recorded.topology(), peers, adopted)]


@pytest.mark.parametrize("given_id", [HUB, NETWORK])
def test_networks_and_hubs_are_joined(given_id: str) -> None:
    said = {"office": {"id": given_id, "ranges": ["192.168.0.0/20"], "transit": False}}
    assert read(said, form(None))[0].id == given_id


@pytest.mark.parametrize("given_id", ["data", "projects/net/regions/us-central1/hubs/all", "vpc-1"])
def test_anything_else_is_refused(given_id: str) -> None:
    with pytest.raises(TopologyErrors, match=r"groundplan:peers.office.id: .*hubs/NAME"):
        read({"office": {"id": given_id, "ranges": ["192.168.0.0/20"]}}, form(None))


@pytest.mark.parametrize(
    ("cidr", "whose"),
    [
        ("10.20.224.0/20", "10.20.0.0/16 is the plan's network"),
        ("100.65.0.0/24", "100.64.0.0/10 is for pods and services"),
        ("199.36.153.0/24", "199.36.153.4/30 is for Google's own services"),
        ("169.254.1.0/24", "169.254.0.0/16 is for Google itself"),
    ],
)
def test_what_is_taken_is_refused_before_anything_is_made(cidr: str, whose: str) -> None:
    (sentence,) = found(peer(cidr))
    assert whose in sentence


@pytest.mark.parametrize("cidr", ["10.30.4.0/24", "10.31.0.0/24", "10.64.1.0/24"])
def test_an_adopted_network_has_ranges_of_its_own(cidr: str) -> None:
    assert len(found(peer(cidr, id=None), adopted=ADOPTED)) == 1
    assert found(peer("10.20.0.0/16", id=None), adopted=ADOPTED) == []


def test_a_topology_without_a_network_is_refused_by_what_judges_networks() -> None:
    assert not list(peering_limits.errors(replace(recorded.topology(), network=None), (peer(),), None))


def test_a_network_that_could_serve_nothing_is_refused_with_the_way_out() -> None:
    (sentence,) = found(peer(id=NETWORK))
    assert "name a hub of Network Connectivity Center" in sentence and "reached-by" in sentence
    assert found(peer(id=NETWORK, reached_by=CALLS)) == []


def test_a_network_is_a_spoke_of_one_hub() -> None:
    other = Peer(name="other", id=f"{HUB}-2", ranges=("10.9.0.0/20",))
    assert "a network is a spoke of one hub" in found(peer(), other)[0]


def test_a_hub_passes_everything_on_as_it_is() -> None:
    assert "leave it out" in found(peer(transit=True))[0]


def test_the_api_endpoint_is_opened_to_those_who_can_reach_it() -> None:
    near = Peer(name="data", id=NETWORK, ranges=("10.9.0.0/20",), reached_by=CALLS)
    assert to_endpoint([peer(), near]) == ("192.168.0.0/20",), "no network that is peered gets there"
    assert to_endpoint([peer(id=None)]) == ("192.168.0.0/20",), "an owner's ways are the owner's to know"


@given(told=st.sets(st.sampled_from(["training", "serving"])), zones=st.integers(1, 3))
def test_a_hub_is_told_the_pods_of_those_who_call_and_no_others(told: set[str], zones: int) -> None:
    network = recorded.topology(
        **recorded.network(zones=[f"us-central1-{zone}" for zone in "abc"[:zones]])
    ).network
    assert network is not None
    back = [IPv4Network(cidr) for cidr in kept_back(told)]
    assert all(one.subnet_of(PODS) for one in back)
    for subnet in network.subnets:
        if pods := pods_of(subnet):
            is_back = any(IPv4Network(pods).subnet_of(one) for one in back)
            is_cut = any(IPv4Network(pods).overlaps(one) for one in back)
            assert is_back == is_cut == (subnet.segment not in told), subnet.name
    for cidr in (system_ranges(network).pods, system_ranges(network).services):
        assert any(IPv4Network(cidr).subnet_of(one) for one in back), "two plans could not join one hub"


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ({}, "--export-psc"),
        (
            {"id": NETWORK},
            "peers projects/net/global/networks/data back to the plan's network; the API endpoint",
        ),
        ({"id": NETWORK, "transit": True}, "exports its custom routes"),
        ({"id": None}, "joins it to the adopted network"),
    ],
)
def test_its_owner_is_told_what_is_left(more: dict[str, Any], part: str) -> None:
    assert part in owners_part(peer(**more), "10.20.0.0/16")
