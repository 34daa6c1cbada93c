"""Private ways to AWS's services."""

from components.aws.endpoints import SERVICES, AwsEndpoints, AwsEndpointsArgs
from tests.components.aws import recorded
from tests.components.aws.simulated_iam import allows
from tests.components.hosts.recording_engine import record


def program(*zones: str):
    args = AwsEndpointsArgs(
        topology=recorded.topology(), location=recorded.REGION, account_id=recorded.ACCOUNT, network_id="vpc-1",
        group_id="sg-1", other_buckets=["layers-of-theirs"],
        other_accounts=["111122223333"],
        subnet_ids={zone: f"subnet-{zone}" for zone in zones},
        route_table_ids={zone: f"rtb-{zone}" for zone in zones},
    )  # fmt: skip
    return lambda: AwsEndpoints("endpoints", args).store_ranges


def test_object_stores_are_reached_through_a_gateway_from_every_zone() -> None:
    resources = recorded.made(program("us-east-1a", "us-east-1b"))
    assert resources["endpoints-s3"].inputs["vpcEndpointType"] == "Gateway", "data of training costs no NAT"
    tables = {
        each.inputs["routeTableId"]
        for each in resources.values()
        if each.type.endswith("VpcEndpointRouteTableAssociation")
    }
    assert tables == {"rtb-us-east-1a", "rtb-us-east-1b"}


def test_services_answer_under_their_own_names_in_the_network() -> None:
    resources = recorded.made(program("us-east-1a"))
    for service in SERVICES:
        each = resources[f"endpoints-{service.replace('.', '-')}"].inputs
        assert each["privateDnsEnabled"] is True, "clients would go on to the public address"
        assert each["serviceName"] == f"com.amazonaws.us-east-1.{service}"
        assert each["securityGroupIds"] == ["sg-1"]


def test_each_way_is_for_this_account_and_none_is_open() -> None:
    resources = recorded.of_type(recorded.made(program("us-east-1a")), "ec2/vpcEndpoint:VpcEndpoint")
    assert len(resources) == len(SERVICES) + 1
    theirs = {"PrincipalAccount": "999999999999", "ResourceAccount": "999999999999"}
    for name, each in resources.items():
        service = each.inputs["serviceName"].split(".")[3]
        assert not allows(each.inputs["policy"], f"{service}:Anything", **theirs), name
        ours = {"PrincipalAccount": recorded.ACCOUNT, "ResourceAccount": recorded.ACCOUNT}
        assert allows(each.inputs["policy"], f"{service}:Anything", **ours), name
    stores = resources["endpoints-s3"].inputs["policy"]
    assert allows(stores, "s3:GetObject", "arn:aws:s3:::layers-of-theirs/1"), "the stack names that bucket"
    keys = resources["endpoints-kms"].inputs["policy"]
    named = {"PrincipalAccount": recorded.ACCOUNT, "ResourceAccount": "111122223333"}
    assert allows(keys, "kms:Decrypt", **named), "the stack names that account"


def test_it_hands_on_the_addresses_of_object_stores() -> None:
    _, ranges = record(program("us-east-1a"), answers=recorded.Answers())
    assert ranges == ["52.216.0.0/15"], "network policies know addresses, not names"
