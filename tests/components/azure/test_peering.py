"""Networks that are joined on Azure: our side alone, the API endpoint's name there, calls only where it is told."""

from functools import cache
from typing import Any

import pulumi
import pytest

from components.azure import rules
from components.azure.addresses import API_SERVER
from components.azure.peering import AzurePeering, AzurePeeringArgs
from components.topology.peers import Peer
from tests.components.azure import recorded
from tests.components.hosts.recording_engine import Registered

ID = f"{recorded.SUBSCRIPTION}/resourceGroups/hub/providers/Microsoft.Network/virtualNetworks/"
OFFICE = Peer(name="office", id=f"{ID}hub", ranges=("192.168.0.0/20", "192.168.64.0/20"), transit=True)
DATA = Peer(name="data", id=f"{ID}data", ranges=("10.9.0.0/20",), reached_by={"training": (443, 2049)})
ZONE = "digits.private.eastus.azmk8s.io"


@cache
def made(*peers: str) -> dict[str, Registered]:
    known = {peer.name: peer for peer in (OFFICE, DATA)}

    def program() -> None:
        whole = pulumi.ComponentResource("test:index:Network", "network")
        pulumi.CustomResource("test:index:Subnet", "network-subnet", {}, pulumi.ResourceOptions(parent=whole))
        args = AzurePeeringArgs(
            topology=recorded.topology(), peers=[known[name] for name in peers], group="digits-local",
            network=whole, network_name="digits-network",
            group_names={group: f"digits-{group}" for group in rules.groups()}, zone_name=ZONE,
        )  # fmt: skip
        AzurePeering("peering", args)

    return recorded.made(program)


def inputs(kind: str, *peers: str) -> dict[str, dict[str, Any]]:
    return {name: each.inputs for name, each in recorded.of_type(made(*peers), kind).items()}


@pytest.mark.parametrize("peer", [OFFICE, DATA])
def test_a_network_is_joined_from_our_side_alone(peer: Peer) -> None:
    (told,) = inputs("network:VirtualNetworkPeering", peer.name).values()
    assert told["remoteVirtualNetwork"] == {"id": peer.id}
    assert told["virtualNetworkName"] == "digits-network"
    assert told["useRemoteGateways"] is told["allowForwardedTraffic"] is peer.transit
    assert told["allowGatewayTransit"] is False, "nobody travels through the plan's network"


def test_the_name_of_the_api_endpoint_is_known_in_a_peer() -> None:
    (told,) = inputs("privatedns:VirtualNetworkLink", "data").values()
    assert (told["privateZoneName"], told["virtualNetwork"]) == (ZONE, {"id": DATA.id})
    assert told["registrationEnabled"] is False


def test_names_go_before_the_way_and_ways_are_made_one_by_one() -> None:
    resources = made("data", "office")
    assert resources["peering-name-data"].depends_on >= {"peering-connection-data"}
    assert "peering-connection-data" in resources["peering-connection-office"].depends_on, (
        "a virtual network takes one change at a time"
    )


def test_rules_of_a_group_come_one_by_one_when_the_network_is_whole() -> None:
    resources = made("data", "office")
    rules = {
        name for name in recorded.of_type(resources, "network:SecurityRule")
        if name.startswith(f"peering-rule-{API_SERVER}-")
    }  # fmt: skip
    assert len(rules) == 2 and recorded.are_in_turn(resources, rules), "Azure answers 429"
    for name in recorded.of_type(resources, "network:SecurityRule"):
        assert "network-subnet" in recorded.before(resources, name), "a subnet would take the group just then"


def test_a_peer_reaches_the_api_endpoint_and_nothing_else() -> None:
    into = {
        name: rule for name, rule in inputs("network:SecurityRule", "office", "data").items()
        if rule["direction"] == "Inbound"
    }  # fmt: skip
    assert {rule["networkSecurityGroupName"] for rule in into.values()} == {f"digits-{API_SERVER}"}
    assert {(rule["destinationPortRange"], rule["protocol"]) for rule in into.values()} == {("443", "Tcp")}
    assert into[f"peering-rule-{API_SERVER}-from-peer-office"]["sourceAddressPrefixes"] == list(OFFICE.ranges)


def test_machines_call_a_peer_on_the_ports_that_they_are_told() -> None:
    (told,) = (
        r for r in inputs("network:SecurityRule", "office", "data").values() if r["direction"] == "Outbound"
    )
    assert told["networkSecurityGroupName"] == "digits-training"
    assert (told["destinationAddressPrefix"], told["destinationPortRanges"]) == (
        "10.9.0.0/20",
        ["443", "2049"],
    )


def test_rules_of_peers_stand_between_the_plans_own_and_the_denial_of_the_rest() -> None:
    network = recorded.topology().network
    assert network is not None
    own = [rule.priority for group in rules.groups() for rule in rules.rules_of(group, network)]
    for rule in inputs("network:SecurityRule", "office", "data").values():
        assert max(p for p in own if p < rules.LAST_PRIORITY) < rule["priority"] < rules.LAST_PRIORITY


def test_a_peer_more_changes_nothing_of_another() -> None:
    for name in ("office", "data"):
        alone, both = recorded.told(made(name)), recorded.told(made("office", "data"))
        assert {key: both.get(key) for key in alone} == alone, "its priority would collide on the way"
