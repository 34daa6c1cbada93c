"""What lies in no zone: apart from every zone's subnets, and the same whichever zones there are."""

from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.azure import addresses
from components.topology.model import Network
from tests.components.azure import recorded

CIDRS = st.builds(
    lambda second, prefix: str(IPv4Network((f"10.{second}.0.0", prefix))),
    st.integers(0, 255),
    st.integers(16, 22),
)
ZONES = st.integers(1, 6)


def network(cidr: str, zones: int) -> Network:
    made = recorded.topology(network={"cidr": cidr, "zones": zones}).network
    assert made is not None
    return made


@given(cidr=CIDRS, zones=ZONES)
def test_no_two_subnets_overlap_and_all_lie_in_the_network(cidr: str, zones: int) -> None:
    made = network(cidr, zones)
    regional = addresses.regional_subnets("digits", made)
    ranges = [IPv4Network(one.cidr) for one in (*made.subnets, *regional)]
    assert all(one.subnet_of(IPv4Network(cidr)) for one in ranges)
    assert not any(first.overlaps(second) for first, second in combinations(ranges, 2))


@given(cidr=CIDRS, zones=ZONES)
def test_a_zone_more_moves_nothing_that_lies_in_none(cidr: str, zones: int) -> None:
    assert addresses.regional_subnets("digits", network(cidr, zones)) == addresses.regional_subnets(
        "digits", network(cidr, 6)
    )


@given(cidr=CIDRS)
def test_the_api_server_has_the_sixteen_addresses_that_it_wants(cidr: str) -> None:
    api_server = next(
        one
        for one in addresses.regional_subnets("digits", network(cidr, 1))
        if one.use == addresses.API_SERVER
    )
    assert IPv4Network(api_server.cidr).num_addresses >= 16


@given(cidr=CIDRS, zones=ZONES)
def test_the_ranges_of_a_segment_are_those_of_its_subnets(cidr: str, zones: int) -> None:
    made = network(cidr, zones)
    for one in made.subnets:
        assert one.cidr in addresses.segment_cidrs(made, one.segment), "a rule would miss a subnet"


def test_pods_and_services_are_apart_and_in_no_private_network() -> None:
    pods, services = IPv4Network(addresses.POD_CIDR), IPv4Network(addresses.SERVICE_CIDR)
    assert not pods.overlaps(services)
    assert not any(
        one.overlaps(IPv4Network(private))
        for one in (pods, services)
        for private in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
    )


@pytest.mark.parametrize(("zone", "name"), [("1", "1"), ("3", "3"), ("b", "2"), ("eastus-2", "2")])
def test_a_zone_is_a_number_to_azure(zone: str, name: str) -> None:
    assert addresses.availability_zone(zone) == name
