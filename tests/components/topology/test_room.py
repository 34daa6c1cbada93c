"""Subnets hold the nodes that pools may grow to, and their pods where those take addresses of it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.topology.errors import TopologyErrors
from components.topology.resolve import resolve
from components.topology.room import usable_addresses
from tests.components.catalog.offers import offer
from tests.components.topology.clouds import LOCATIONS, asked, catalog_of, cloud_plan


def refusal(target: str, maximum: int, cidr: str = "10.20.0.0/20", zones: int = 1) -> str:
    """Return why a pool of a size does not fit a network, or nothing."""
    catalog = catalog_of(offer(provider=target, location=LOCATIONS[target]), provider=target)
    network: dict[str, Any] = {"cidr": cidr, "zones": zones}
    plan = cloud_plan(target, asked("head"), asked("data", f"0..{maximum}"), network=network)
    try:
        resolve(plan, None, catalog=catalog)
    except TopologyErrors as refused:
        return str(refused)
    return ""


def test_pods_take_addresses_on_aws_alone() -> None:
    assert "take 295 addresses" in refusal("aws", 4), (
        "4 nodes and the head, each with 58 pods and its own address"
    )
    assert refusal("azure", 4) == refusal("gcp", 4) == "", "there pods have addresses of their own"


def test_the_refusal_names_subnet_zone_and_the_network_that_would_do() -> None:
    said = refusal("aws", 4)
    assert said.startswith("network.cidr: train/data, train/head may have 5 nodes in zone 1")
    assert "10.20.0.0/24, has 251" in said and "give a network of /19" in said


def test_no_wider_network_than_every_cloud_makes_is_proposed() -> None:
    said = refusal("aws", 9999, "10.20.0.0/16")
    assert "give a network" not in said and "lower the counts" in said


@given(maximum=st.integers(0, 600), prefix=st.integers(16, 22), zones=st.integers(1, 3))
def test_what_is_accepted_has_an_address_for_every_node(maximum: int, prefix: int, zones: int) -> None:
    catalog = catalog_of(offer())
    network = {"cidr": f"10.20.0.0/{prefix}", "zones": zones}
    plan = cloud_plan(
        "azure", asked("head"), asked("data", f"0..{maximum}" if maximum else 1), network=network
    )
    try:
        topology = resolve(plan, None, catalog=catalog)
    except TopologyErrors:
        return
    assert topology.network is not None
    rooms = [usable_addresses("azure", s) for s in topology.network.subnets if s.segment == "training"]
    assert sum(rooms) >= maximum + 1, "a node without an address never starts"


@pytest.mark.parametrize(("provider", "usable"), [("aws", 251), ("azure", 251), ("gcp", 252)])
def test_what_the_provider_keeps_of_a_subnet_is_nobodys(provider: str, usable: int) -> None:
    plan = cloud_plan(provider, asked("head"), network={"cidr": "10.20.0.0/20", "zones": 1})
    network = resolve(plan, None).network
    assert network is not None
    training = next(subnet for subnet in network.subnets if subnet.segment == "training")
    assert usable_addresses(provider, training) == usable
