"""Networks that are joined on Google Cloud: our side alone, closed to machines but where somebody is told to call."""

from functools import cache
from typing import Any

import pytest

from components.gcp.addresses import ranges_of
from components.gcp.firewall import APART, NEEDED
from components.gcp.peering import GcpPeering, GcpPeeringArgs
from components.topology.peers import Peer
from tests.components.gcp import recorded
from tests.components.hosts.recording_engine import Registered

HUB, NETWORK = "projects/net/locations/global/hubs/all", "projects/net/global/networks/data"
OFFICE = Peer(name="office", id=HUB, ranges=("192.168.0.0/20",))
DATA = Peer(
    name="data", id=NETWORK, ranges=("10.9.0.0/20", "10.11.0.0/20"), reached_by={"training": (443, 2049)}
)
TOPOLOGY = recorded.topology()


@cache
def made(*peers: str, **changed: Any) -> dict[str, Registered]:
    known = {peer.name: peer for peer in (OFFICE, DATA)}
    assert TOPOLOGY.network is not None
    chosen = [Peer(**{**vars(known[name]), **changed}) for name in peers]
    args = GcpPeeringArgs(topology=TOPOLOGY, peers=chosen, network=TOPOLOGY.network, network_id="ours")
    return recorded.made(lambda: GcpPeering("peering", args) and None)


def of_type(resources: dict[str, Registered], kind: str) -> dict[str, Registered]:
    return {name: each for name, each in resources.items() if each.type == f"gcp:{kind}"}


def rules(*peers: str) -> dict[str, dict[str, Any]]:
    return {name: each.inputs for name, each in of_type(made(*peers), "compute/firewall:Firewall").items()}


@pytest.mark.parametrize("transit", [False, True])
def test_a_network_is_peered_from_our_side_and_our_ways_out_stay_ours(transit: bool) -> None:
    resources = made("data", transit=transit)
    told = of_type(resources, "compute/networkPeering:NetworkPeering")["peering-connection-data"].inputs
    assert (told["network"], told["peerNetwork"]) == ("ours", NETWORK)
    assert told["importCustomRoutes"] is transit and told["exportCustomRoutes"] is False
    assert told["exportSubnetRoutesWithPublicIp"] is False and told["stackType"] == "IPV4_ONLY"


def test_a_hub_gets_a_spoke_without_the_ranges_that_every_plan_has() -> None:
    (spoke,) = of_type(made("office"), "networkconnectivity/spoke:Spoke").values()
    assert (spoke.inputs["hub"], spoke.inputs["location"]) == (HUB, "global")
    assert spoke.inputs["linkedVpcNetwork"] == {"uri": "ours", "excludeExportRanges": ["100.64.0.0/10"]}
    assert TOPOLOGY.labels.items() <= spoke.inputs["labels"].items()


def test_machines_are_kept_from_a_peer_that_nobody_is_told_to_call() -> None:
    (closed,) = rules("office").values()
    assert (closed["direction"], closed["priority"]) == ("EGRESS", APART), (
        "before the way to the internet, which is open"
    )
    assert closed["denies"] == [{"protocol": "all"}] and closed["destinationRanges"] == list(OFFICE.ranges)
    assert APART < NEEDED


def test_machines_and_pods_of_a_segment_call_on_the_ports_that_they_are_told() -> None:
    told = rules("data")["peering-training-to-data"]
    assert TOPOLOGY.network is not None
    assert told["allows"] == [{"protocol": "tcp", "ports": ["443", "2049"]}]
    assert told["destinationRanges"] == list(DATA.ranges)
    assert told["sourceRanges"] == list(ranges_of(TOPOLOGY.network, "training"))
    assert told["priority"] < rules("data")["peering-out-data"]["priority"], "what is told is asked first"


def test_nothing_of_a_peer_comes_in() -> None:
    assert {rule["direction"] for rule in rules("office", "data").values()} == {"EGRESS"}


def test_the_way_opens_after_its_rules_and_closes_before_them() -> None:
    resources = made("office", "data")
    assert resources["peering-connection-data"].depends_on == {"peering-out-data", "peering-training-to-data"}
    assert resources["peering-spoke-office"].depends_on == {"peering-out-office"}


def test_a_peer_more_changes_nothing_of_another() -> None:
    alone, both = made("data"), made("office", "data")
    assert {name: both[name].inputs for name in alone} == {name: each.inputs for name, each in alone.items()}
