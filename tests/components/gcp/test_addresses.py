"""Addresses that no plan names: of pods, services, the cluster itself and peered file systems."""

from dataclasses import replace
from ipaddress import IPv4Network
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.gcp import addresses
from components.plan.model import Machine, Plan
from components.topology.model import Network
from components.topology.network import network_of
from components.topology.pools import bare_pool, machine_of
from tests.components.gcp import recorded

PREFIXES = st.integers(16, 22)
ZONES = st.sets(st.sampled_from("abcdef"), min_size=1).map(
    lambda letters: [f"us-central1-{a}" for a in letters]
)


def network(prefix: int, zones: list[str]) -> Network:
    asked = recorded.document(network={"cidr": f"172.16.0.0/{prefix}", "zones": zones})
    found = network_of(Plan.model_validate(asked))
    assert found is not None
    return found


def every_range(given: Network) -> list[str]:
    system = addresses.system_ranges(given)
    pods = [addresses.pods_of(subnet) for subnet in given.subnets]
    of_subnets = [*(subnet.cidr for subnet in given.subnets), *(cidr for cidr in pods if cidr)]
    return [system.nodes, system.pods, system.services, system.peered, *of_subnets]


@given(PREFIXES, ZONES)
def test_no_two_ranges_overlap(prefix: int, zones: list[str]) -> None:
    ranges = [IPv4Network(cidr) for cidr in every_range(network(prefix, zones))]
    overlapping = [pair for pair in combinations(ranges, 2) if pair[0].overlaps(pair[1])]
    assert not overlapping, "Google Cloud refuses subnets that overlap, secondary ranges included"


@given(PREFIXES, ZONES)
def test_what_is_no_pod_and_no_service_has_an_address_of_the_plans(prefix: int, zones: list[str]) -> None:
    given_network = network(prefix, zones)
    system = addresses.system_ranges(given_network)
    assert all(
        IPv4Network(cidr).subnet_of(IPv4Network(given_network.cidr)) for cidr in (system.nodes, system.peered)
    )
    assert all(IPv4Network(cidr).subnet_of(addresses.PODS) for cidr in (system.pods, system.services))


@given(PREFIXES, ZONES, ZONES)
def test_a_zone_that_comes_moves_no_range(prefix: int, zones: list[str], more: list[str]) -> None:
    before = network(prefix, zones)
    after = network(prefix, sorted({*zones, *more}))
    assert addresses.system_ranges(before) == addresses.system_ranges(after)
    later = {subnet.name: addresses.pods_of(subnet) for subnet in after.subnets}
    assert all(later[subnet.name] == addresses.pods_of(subnet) for subnet in before.subnets), (
        "a range of a subnet that has nodes can never change"
    )


def test_a_number_is_the_letter_whose_addresses_it_has() -> None:
    names = [addresses.zone_name("us-central1", zone) for zone in ("1", "2", "us-central1-f")]
    assert names == ["us-central1-a", "us-central1-b", "us-central1-f"], (
        "a count turned into names moves no subnet"
    )


@pytest.mark.parametrize(("pods", "taken"), [(8, 16), (16, 32), (32, 64), (64, 128), (110, 256)])
def test_a_node_takes_twice_the_addresses_of_its_pods(pods: int, taken: int) -> None:
    plan = Plan.model_validate(recorded.document())
    pool = bare_pool(plan=plan, cluster=plan.clusters[0], name="data", machine=machine_of(Machine(cpu=1)))
    assert addresses.pod_addresses_per_node(replace(pool, pods_per_node=pods)) == taken, "GKE's own table"
