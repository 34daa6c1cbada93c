"""Addresses that no plan names: of the control plane, and of services."""

from ipaddress import IPv4Network

from hypothesis import given
from hypothesis import strategies as st

from components.aws import addresses
from components.plan.model import Plan
from components.topology.network import network_of
from tests.components.aws import recorded


@given(st.integers(16, 22), st.integers(0, 2**16 - 1), st.integers(1, 6))
def test_the_control_plane_takes_no_address_of_a_zone(prefix: int, start: int, zones: int) -> None:
    cidr = str(
        IPv4Network((int(IPv4Network("10.0.0.0/8").network_address) + start * 256, prefix), strict=False)
    )
    network = network_of(Plan.model_validate(recorded.document(network={"cidr": cidr, "zones": zones})))
    assert network is not None
    own = [
        IPv4Network(one.cidr)
        for one in addresses.control_plane_subnets(network, ("us-east-1a", "us-east-1b"))
    ]
    assert len(own) == addresses.CONTROL_PLANE_ZONES and not own[0].overlaps(own[1])
    assert all(one.subnet_of(IPv4Network(cidr)) for one in own), "a subnet lies in its network"
    taken = [IPv4Network(subnet.cidr) for subnet in network.subnets]
    assert not any(one.overlaps(other) for one in own for other in taken), "AWS refuses subnets that overlap"


def test_zones_that_come_do_not_move_the_control_plane() -> None:
    one, more = (recorded.topology(network={"cidr": "10.20.0.0/16", "zones": zones}) for zones in (1, 6))
    assert addresses.control_plane_zones(one) == addresses.control_plane_zones(more), (
        "AWS never lets a control plane change its zones"
    )


def test_a_number_is_the_letter_whose_addresses_it_has() -> None:
    names = [addresses.zone_name("us-east-1", zone) for zone in ("1", "2", "us-east-1f")]
    assert names == ["us-east-1a", "us-east-1b", "us-east-1f"], "a count turned into names would move subnets"


@given(
    st.sampled_from(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]),
    st.integers(0, 2**20),
    st.integers(16, 22),
)
def test_services_have_addresses_beside_any_network(block: str, start: int, prefix: int) -> None:
    inside = IPv4Network(block)
    offset = start * 256 % inside.num_addresses
    cidr = str(IPv4Network((int(inside.network_address) + offset, prefix), strict=False))
    services = IPv4Network(addresses.service_cidr(cidr))
    assert not services.overlaps(IPv4Network(cidr)), "Amazon EKS refuses a range within the network"
    assert 12 <= services.prefixlen <= 24 and services.is_private
