"""The network as AWS is told of it: private, emptied of what is open, logged, and stable under change."""

import json
from functools import cache

from components.aws.addresses import CONTROL_PLANE
from components.aws.network import AwsNetwork, AwsNetworkArgs
from components.topology.model import Topology
from tests.components.aws import recorded
from tests.components.hosts.recording_engine import Registered

KEY = "arn:aws:kms:us-east-1:123456789012:key/logs"


def args(topology: Topology) -> AwsNetworkArgs:
    assert topology.network is not None
    return AwsNetworkArgs(
        topology=topology, network=topology.network, location=recorded.REGION,
        control_plane_zones=("us-east-1a", "us-east-1b"), account_id=recorded.ACCOUNT, logs_key=KEY,
    )  # fmt: skip


@cache
def network(zones: int | tuple[str, ...] = 2) -> dict[str, Registered]:
    topology = recorded.topology(network={"cidr": "10.20.0.0/16", "zones": zones})
    return recorded.made(lambda: AwsNetwork("network", args(topology)) and None)


def test_no_subnet_gives_its_machines_a_public_address() -> None:
    subnets = recorded.of_type(network(), "ec2/subnet:Subnet")
    assert subnets and not any(each.inputs["mapPublicIpOnLaunch"] for each in subnets.values())


def test_only_edges_have_a_route_to_the_internet() -> None:
    resources = network()
    routes = recorded.of_type(resources, "ec2/route:Route")
    to_internet = {name for name, each in routes.items() if "gatewayId" in each.inputs}
    assert to_internet == {"network-route-edge"}, "nodes go out through NAT, and nobody comes in"
    associations = recorded.of_type(resources, "ec2/routeTableAssociation:RouteTableAssociation")
    public = [
        name
        for name, each in associations.items()
        if each.inputs["routeTableId"] == "id-of-network-routes-edge"
    ]
    assert sorted(public) == ["network-association-edge-us-east-1a", "network-association-edge-us-east-1b"]


def test_every_subnet_has_routes_of_its_own_zone() -> None:
    resources = network()
    associations = recorded.of_type(resources, "ec2/routeTableAssociation:RouteTableAssociation")
    assert len(associations) == len(recorded.of_type(resources, "ec2/subnet:Subnet")), (
        "a subnet without a table falls back to the network's main one"
    )
    training = associations["network-association-training-us-east-1b"].inputs
    assert training["routeTableId"] == "id-of-network-routes-us-east-1b", (
        "a zone that fails takes no other along"
    )


def test_the_default_security_group_allows_nothing() -> None:
    group = network()["network-default-group"].inputs
    assert group["ingress"] == [] and group["egress"] == []


def test_flows_are_logged_and_encrypted() -> None:
    resources = network()
    flows, group = resources["network-flow-log"].inputs, resources["network-flow-logs"].inputs
    assert flows["trafficType"] == "ALL" and flows["vpcId"] == "id-of-network-vpc"
    assert group["kmsKeyId"] == KEY and group["retentionInDays"] >= 365
    trusted = json.loads(resources["network-flow-logs-role"].inputs["assumeRolePolicy"])["Statement"][0]
    assert trusted["Condition"] == {"StringEquals": {"aws:SourceAccount": recorded.ACCOUNT}}, (
        "another account could write through the role"
    )


def test_a_zone_more_changes_nothing_that_is_there() -> None:
    two = recorded.untold(network())
    three = recorded.untold(network(3))
    assert two.items() <= three.items(), "everything of the two zones stays as it is"
    assert set(three) > set(two) and all("us-east-1c" in name for name in set(three) - set(two))


def test_a_count_turned_into_names_changes_nothing() -> None:
    named = network(("us-east-1b", "us-east-1a"))
    assert recorded.untold(named) == recorded.untold(network())


def test_everything_is_labelled() -> None:
    untagged = (
        "ec2/route:Route",
        "ec2/routeTableAssociation:RouteTableAssociation",
        "iam/rolePolicy:RolePolicy",
    )
    topology = recorded.topology()
    labels = {**topology.labels, **topology.made_by}
    for each in network().values():
        if each.type.startswith("aws:") and each.type.removeprefix("aws:") not in untagged:
            assert labels.items() <= each.inputs["tags"].items(), f"{each.name} is in no bill of the plan"


def test_it_hands_on_subnets_by_segment_and_zone() -> None:
    topology, seen = recorded.topology(), {}

    def program() -> None:
        made = AwsNetwork("network", args(topology))
        seen.update({segment: sorted(zones) for segment, zones in made.subnet_ids.items()})

    recorded.made(program)
    zones = ["us-east-1a", "us-east-1b"]
    assert seen == dict.fromkeys(("control", "edge", "serving", "training", CONTROL_PLANE), zones)
