from ipaddress import IPv4Network, ip_network
from itertools import combinations
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.plan.rules.network import NARROWEST_PREFIX
from components.topology.errors import TopologyErrors
from components.topology.model import Network
from components.topology.network import (
    LONGEST_NETWORK_PREFIX,
    SEGMENTS,
    ZONES_AT_MOST,
    network_of,
    zone_ordinals,
)

CIDRS = st.builds(
    lambda address, prefix: str(ip_network((address, prefix), strict=False)),
    st.integers(0, 2**32 - 1),
    st.integers(8, LONGEST_NETWORK_PREFIX),
)
LETTERS = "abcdef"
ZONES = st.one_of(
    st.integers(1, ZONES_AT_MOST),
    st.sets(st.sampled_from(LETTERS), min_size=1).map(lambda s: tuple(f"us-east-1{letter}" for letter in s)),
    st.sets(st.sampled_from(LETTERS), min_size=1).map(
        lambda s: tuple(f"us-central1-{letter}" for letter in s)
    ),
    st.sets(st.integers(1, ZONES_AT_MOST), min_size=1).map(lambda s: tuple(str(number) for number in s)),
)


def network(cidr: str, zones: int | tuple[str, ...]) -> Network:
    plan = SimpleNamespace(name="atlas", network=SimpleNamespace(cidr=cidr, zones=zones, allowed_cidrs=()))
    made = network_of(plan)  # pyright: ignore[reportArgumentType]
    assert made is not None, "a plan with a CIDR has a network"
    return made


def test_a_plan_is_told_the_same_bound_when_it_is_read() -> None:
    assert NARROWEST_PREFIX == LONGEST_NETWORK_PREFIX, (
        "what is valid is not refused as too small a moment later"
    )


@given(cidr=CIDRS, zones=ZONES)
def test_subnets_are_disjoint_and_inside_the_network(cidr: str, zones: int | tuple[str, ...]) -> None:
    subnets = [IPv4Network(subnet.cidr) for subnet in network(cidr, zones).subnets]
    assert all(subnet.subnet_of(IPv4Network(cidr)) for subnet in subnets), "an address outside is not routed"
    for one, other in combinations(subnets, 2):
        assert not one.overlaps(other), f"{one} and {other} would claim the same addresses"


@given(cidr=CIDRS, zones=ZONES)
def test_every_zone_has_a_subnet_of_every_segment(cidr: str, zones: int | tuple[str, ...]) -> None:
    made = network(cidr, zones)
    ends = {(subnet.zone, subnet.segment) for subnet in made.subnets}
    wanted = {(zone, segment) for zone in made.zones for segment, _ in SEGMENTS}
    assert ends == wanted, "a cluster may be placed in any zone"
    assert len(made.subnets) == len(wanted), "and no segment is cut twice"


@given(cidr=CIDRS, zones=st.integers(1, ZONES_AT_MOST - 1))
def test_one_zone_more_moves_no_subnet(cidr: str, zones: int) -> None:
    before, after = network(cidr, zones), network(cidr, zones + 1)
    assert set(before.subnets) < set(after.subnets), "moving a subnet would replace all that lives in it"


@given(cidr=CIDRS, letters=st.sets(st.sampled_from(LETTERS), min_size=2), data=st.data())
def test_a_named_zone_more_moves_no_subnet_wherever_it_is_written(
    cidr: str, letters: set[str], data: st.DataObject
) -> None:
    zones = data.draw(st.permutations([f"us-east-1{letter}" for letter in sorted(letters)]))
    newest = data.draw(st.sampled_from(zones))
    before, after = network(cidr, tuple(z for z in zones if z != newest)), network(cidr, tuple(zones))
    assert set(before.subnets) < set(after.subnets), "moving a subnet would replace all that lives in it"


@given(cidr=CIDRS, count=st.integers(1, ZONES_AT_MOST))
def test_naming_the_zones_of_a_count_moves_no_addresses(cidr: str, count: int) -> None:
    counted, named = network(cidr, count), network(cidr, tuple(f"eu-west-1{z}" for z in LETTERS[:count]))
    assert {s.cidr for s in counted.subnets} == {s.cidr for s in named.subnets}, "zone 1 is zone a"


def test_a_16_gives_training_half_of_each_zone() -> None:
    cidrs = {subnet.segment: subnet.cidr for subnet in network("10.20.0.0/16", ("us-east-1b",)).subnets}
    assert cidrs == {
        "training": "10.20.32.0/20",
        "serving": "10.20.48.0/21",
        "control": "10.20.56.0/22",
        "edge": "10.20.60.0/22",
    }, "the table in the module's docstring"


def test_a_network_too_small_for_its_subnets_is_refused() -> None:
    with pytest.raises(TopologyErrors, match=r"gives 10.0.0.0/23; .* need an IPv4 network of /22 or larger"):
        network("10.0.0.0/23", 2)


@pytest.mark.parametrize(
    ("zones", "said"),
    [
        (7, "the plan names 7;"),
        (("rack-blue",), "rack-blue"),
        (("us-east-1g",), "us-east-1g"),
        (("us-east-1a", "us-east-1-bos-1a"), "two of these end alike"),
        (("1", "us-east-1a"), "two of these end alike"),
        (("0",), "the plan names 0;"),
    ],
)
def test_zones_without_an_ending_of_their_own_are_refused(zones: int | tuple[str, ...], said: str) -> None:
    with pytest.raises(TopologyErrors) as refused:
        zone_ordinals(zones)
    assert said in str(refused.value), "the operator sees which zone is meant"


def test_a_plan_without_a_cidr_has_no_network() -> None:
    plan = SimpleNamespace(name="atlas", network=None)
    assert network_of(plan) is None, "local has nothing to cut"  # pyright: ignore[reportArgumentType]
