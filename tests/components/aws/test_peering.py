"""Networks that are joined on AWS: our side alone, the API endpoint for them, and calls only where somebody is told."""

from functools import cache

import pytest

from components.aws.firewall import CONTROL_PLANE
from components.aws.peering import AwsPeering, AwsPeeringArgs
from components.topology.peers import Peer
from tests.components.aws import recorded
from tests.components.hosts.recording_engine import Registered

GATEWAY, VPC = "tgw-0123456789abcdef0", "vpc-0123456789abcdef0"
INTO, OUT_OF = (
    "vpc/securityGroupIngressRule:SecurityGroupIngressRule",
    "vpc/securityGroupEgressRule:SecurityGroupEgressRule",
)
OFFICE = Peer(name="office", id=GATEWAY, ranges=("192.168.0.0/20", "192.168.64.0/20"))
DATA = Peer(name="data", id=VPC, ranges=("10.9.0.0/20",), reached_by={"training": (443, 2049)})
OTHERS = Peer(name="others", id=VPC, ranges=("10.10.0.0/20",), account="210987654321", region="eu-west-1")
ZONES = {"us-east-1a": "routes-a", "us-east-1b": "routes-b"}


@cache
def made(*peers: str, adopted: bool = False) -> dict[str, Registered]:
    known = {peer.name: peer for peer in (OFFICE, DATA, OTHERS)}
    chosen = [known[name] if not adopted else Peer(name=name, ranges=known[name].ranges) for name in peers]
    args = AwsPeeringArgs(
        topology=recorded.topology(), peers=chosen, network_id="vpc-ours", subnet_ids=["subnet-a", "subnet-b"],
        route_table_ids={} if adopted else ZONES,
        control_plane_table_ids={} if adopted else {CONTROL_PLANE: "routes-control"},
        group_ids={end: f"group-{end}" for end in (CONTROL_PLANE, "training", "serving", "system")},
    )  # fmt: skip
    return recorded.made(lambda: AwsPeering("peering", args) and None)


def tables(*peers: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for each in recorded.of_type(made(*peers), "ec2/route:Route").values():
        found.setdefault(each.inputs["routeTableId"], set()).add(each.inputs["destinationCidrBlock"])
    return found


def test_a_gateway_is_attached_in_every_zone() -> None:
    (attachment,) = recorded.of_type(made("office"), "ec2transitgateway/vpcAttachment:VpcAttachment").values()
    told = attachment.inputs
    assert (told["transitGatewayId"], told["vpcId"]) == (GATEWAY, "vpc-ours")
    assert told["subnetIds"] == ["subnet-a", "subnet-b"], "a zone without an interface reaches no gateway"
    assert told["ipv6Support"] == "disable"


def test_the_vpc_of_the_same_account_and_region_is_accepted_and_any_other_left_to_its_owner() -> None:
    kind = "ec2/vpcPeeringConnection:VpcPeeringConnection"
    ours = recorded.of_type(made("data"), kind)["peering-connection-data"].inputs
    theirs = recorded.of_type(made("others"), kind)["peering-connection-others"].inputs
    assert ours["autoAccept"] is True and "peerOwnerId" not in ours
    assert (theirs["autoAccept"], theirs["peerOwnerId"], theirs["peerRegion"]) == (
        False, "210987654321", "eu-west-1",
    ), "AWS refuses to accept for another account or region"  # fmt: skip


def test_answers_of_the_api_endpoint_find_their_way_and_machines_get_no_route() -> None:
    assert tables("office") == {"routes-control": set(OFFICE.ranges)}


def test_machines_get_routes_in_every_zone_where_some_are_told_to_call() -> None:
    assert tables("data") == {table: set(DATA.ranges) for table in ("routes-control", *ZONES.values())}


def test_routes_lead_through_what_was_joined_and_go_before_it() -> None:
    resources = made("data", "office")
    for name, each in recorded.of_type(resources, "ec2/route:Route").items():
        if "-office-" in name:
            assert each.inputs["transitGatewayId"] == GATEWAY
            assert "peering-attachment-office" in each.depends_on, "a gateway's id alone tells no order"
        else:
            assert each.inputs["vpcPeeringConnectionId"] == "id-of-peering-connection-data"
            assert "peering-connection-data" in each.depends_on


def test_a_peer_reaches_the_api_endpoint_and_nothing_else() -> None:
    rules = [each.inputs for each in recorded.of_type(made("office", "data"), INTO).values()]
    assert {rule["securityGroupId"] for rule in rules} == {f"group-{CONTROL_PLANE}"}
    assert {(rule["fromPort"], rule["toPort"]) for rule in rules} == {(443, 443)}
    assert {rule["cidrIpv4"] for rule in rules} == {*OFFICE.ranges, *DATA.ranges}


def test_machines_call_a_peer_on_the_ports_that_they_are_told() -> None:
    rules = [each.inputs for each in recorded.of_type(made("office", "data"), OUT_OF).values()]
    assert {(rule["securityGroupId"], rule["cidrIpv4"], rule["fromPort"]) for rule in rules} == {
        ("group-training", "10.9.0.0/20", 443), ("group-training", "10.9.0.0/20", 2049),
    }  # fmt: skip


def test_an_adopted_network_is_joined_by_its_owner_and_its_peers_are_let_in() -> None:
    kinds = {each.type for each in made("office", adopted=True).values()}
    assert kinds == {"groundplan:aws:Peering", f"aws:{INTO}"}


@pytest.mark.parametrize("name", ["office", "data"])
def test_a_peer_more_changes_nothing_of_another(name: str) -> None:
    alone, both = recorded.untold(made(name)), recorded.untold(made("office", "data"))
    assert {key: both.get(key) for key in alone} == alone


def test_what_takes_labels_has_them() -> None:
    for each in made("office", "data").values():
        if each.type.startswith("aws:") and each.type != "aws:ec2/route:Route":
            assert recorded.topology().labels.items() <= each.inputs["tags"].items(), each.name
