"""What may be joined on Azure, and what its owner is told to do."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.azure import peering_limits
from components.azure.peering_limits import form, owners_part, priority
from components.azure.rules import LAST_PRIORITY
from components.azure.settings import AdoptedNetwork
from components.topology.errors import TopologyErrors
from components.topology.peers import NAME, Peer, read
from tests.components.azure import recorded

ID = f"{recorded.SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/hub"
WIDE_AREA = f"{recorded.SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/virtualHubs/hub"


def peer(*ranges: str, **more: Any) -> Peer:
    return Peer(**{"name": "office", "ranges": ranges or ("192.168.0.0/20",), "id": ID, **more})


def found(*peers: Peer) -> list[str]:
    return [str(error) for error in peering_limits.errors(recorded.topology(), peers)]


def test_virtual_networks_are_joined() -> None:
    (joined,) = read({"office": {"id": ID, "ranges": ["192.168.0.0/20"], "transit": True}}, form(None))
    assert (joined.id, joined.transit) == (ID, True)


@pytest.mark.parametrize("given_id", ["hub", WIDE_AREA])
def test_anything_else_is_refused(given_id: str) -> None:
    with pytest.raises(TopologyErrors, match=r"groundplan:peers.office.id: .*virtualNetworks/NAME"):
        read({"office": {"id": given_id, "ranges": ["192.168.0.0/20"]}}, form(None))


def test_in_an_adopted_network_nothing_is_joined() -> None:
    hub = AdoptedNetwork(network_id=ID, cidr="10.40.0.0/16")
    with pytest.raises(TopologyErrors, match="whoever owns it joins it"):
        read({"office": {"id": ID, "ranges": ["192.168.0.0/20"]}}, form(hub))


@pytest.mark.parametrize(
    ("cidr", "whose"),
    [
        ("10.20.224.0/20", "10.20.0.0/16 is the plan's network"),
        ("100.65.0.0/24", "100.64.0.0/12 is for pods"),
        ("100.80.3.0/24", "100.80.0.0/16 is for services"),
        ("168.63.129.0/24", "168.63.129.16/32 is for Azure itself"),
        ("169.254.1.0/24", "169.254.0.0/16 is for Azure itself on every machine"),
    ],
)
def test_what_is_taken_is_refused_before_anything_is_made(cidr: str, whose: str) -> None:
    (sentence,) = found(peer(cidr))
    assert whose in sentence


def test_a_topology_without_a_network_is_refused_by_what_judges_networks() -> None:
    assert not list(peering_limits.errors(replace(recorded.topology(), network=None), (peer(),)))


def test_a_network_uses_the_gateways_of_one_other() -> None:
    other = peer("10.9.0.0/20", name="other", id=f"{ID}-2", transit=True)
    assert "office and other have transit" in found(peer(transit=True), other)[0]


def test_two_names_of_one_priority_are_refused() -> None:
    names = [f"p{number}" for number in range(200)]
    one, other = next(
        (a, b) for a in names for b in names if a < b and priority(peer(name=a)) == priority(peer(name=b))
    )
    (sentence,) = found(peer(name=one), peer("10.9.0.0/20", name=other, id=f"{ID}-2"))
    assert sentence.startswith(f"groundplan:peers.{other}: ") and sentence.endswith("name it otherwise")


@given(name=st.from_regex(NAME, fullmatch=True))
def test_rules_of_peers_come_before_what_denies_the_rest(name: str) -> None:
    assert 1000 <= priority(peer(name=name)) < LAST_PRIORITY


@pytest.mark.parametrize(
    ("more", "part"),
    [
        ({}, "peers it back to the plan's network with 10.20.0.0/16, and has servers of names"),
        ({"transit": True}, "lets this peering use its gateways before `up` asks for it"),
        ({"id": None}, "joins it to the adopted network"),
    ],
)
def test_its_owner_is_told_what_is_left(more: dict[str, Any], part: str) -> None:
    assert part in owners_part(peer(**more), "10.20.0.0/16")


def test_an_adopted_network_has_its_own_range() -> None:
    hub = AdoptedNetwork(network_id=ID, cidr="10.40.0.0/16")
    inside, beside = (Peer(name="office", ranges=(cidr,)) for cidr in ("10.40.4.0/24", "10.20.4.0/24"))
    (refused,) = peering_limits.errors(recorded.topology(), (inside,), hub)
    assert "10.40.0.0/16" in str(refused), "its owner's range is taken"
    assert list(peering_limits.errors(recorded.topology(), (beside,), hub)) == [], (
        "the plan's is nobody's there"
    )
