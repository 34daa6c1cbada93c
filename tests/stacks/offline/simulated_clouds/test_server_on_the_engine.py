"""The real engine previews, makes, changes and removes resources of three clouds on the simulated providers."""

from typing import Any

import pytest

from tests.stacks.offline.simulated_clouds.cloud_program import CloudProgram

VPC = ("aws:ec2/vpc:Vpc", {"cidrBlock": "10.20.0.0/16", "tags": {"owner": "ml"}})
SUBNET = ("aws:ec2/subnet:Subnet", {"vpcId": {"id_of": "net"}, "cidrBlock": "10.20.0.0/20"})
NETWORK = ("gcp:compute/network:Network", {"name": "net", "autoCreateSubnetworks": False})
GROUP = ("azure-native:resources:ResourceGroup", {"resourceGroupName": "atlas", "location": "eastus"})

Inputs = dict[str, tuple[str, dict[str, Any]]]


def test_resources_of_all_three_clouds_come_up_stay_and_go(program: CloudProgram) -> None:
    program.declare({"net": VPC, "sub": SUBNET, "google": NETWORK, "group": GROUP})
    assert "5 to create" in program.run("preview"), "unknown ids are no fault of a preview"
    program.up()
    made = program.outputs()
    assert made["net"].startswith("vpc-simulated"), "nobody mistakes it for a real one"
    assert made["group"] == "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/atlas"
    assert "simulated-project" in made["google"]
    assert "5 unchanged" in program.up(), "a second run changes nothing"
    program.run("destroy", "--yes", "--skip-preview")
    assert program.outputs() == {}


def test_functions_answer_and_say_that_they_are_simulated(program: CloudProgram) -> None:
    asked: dict[str, Any] = {
        "aws:index/getCallerIdentity:getCallerIdentity": {},
        "azure-native:authorization:getClientConfig": {},
        "gcp:organizations/getProject:getProject": {},
        "aws:ec2/getVpc:getVpc": {"id": "vpc-1"},
    }
    program.declare({}, **asked)
    program.up()
    answers = program.outputs()
    account, client, project, vpc = (answers[token] for token in asked)
    assert account["accountId"] == "000000000000"
    assert client["subscriptionId"] == "00000000-0000-0000-0000-000000000000"
    assert project["projectId"] == "simulated-project"
    assert vpc["id"] == "vpc-1" and vpc["cidrBlock"], "what is asked with comes back, the rest is made up"


def test_every_fault_of_the_inputs_is_told_before_anything_is_made(program: CloudProgram) -> None:
    wrong: Inputs = {
        "net": (
            "aws:ec2/vpc:Vpc",
            {"cidrBlok": "10.0.0.0/16", "enableDnsSupport": "yes", "cidrBlock": "10.0.0.1/16"},
        ),
    }
    program.declare(wrong)
    said = program.refused("preview")
    assert 'cidrBlok is not known to this type; did you mean "cidrBlock"?' in said
    assert "enableDnsSupport is 'yes', and a boolean is wanted" in said
    assert "cidrBlock is '10.0.0.1/16': no range of addresses" in said
    assert "create" not in program.run("stack", "--show-ids"), "nothing was made"


def test_a_change_says_whether_it_replaces_and_of_types_with_data_that_it_may(program: CloudProgram) -> None:
    bucket = "aws:s3/bucket:Bucket"
    program.declare({"data": (bucket, {"bucket": "atlas-data"}), "net": VPC})
    program.up()
    wider = (VPC[0], {"cidrBlock": "10.21.0.0/16", "tags": {"owner": "ml"}})
    program.declare({"data": (bucket, {"bucket": "atlas-data", "forceDestroy": True}), "net": wider})
    said = program.run("preview", "--diff")
    assert "1 to replace" in said, "the range of a network is listed as replacing it"
    assert "a change of forceDestroy may replace this: nobody has looked it up" in said
    assert "1 to update" in said, "and what is not listed is said, not assumed"


def test_what_holds_its_data_is_deleted_only_after_it_was_let_go(program: CloudProgram) -> None:
    bucket = "aws:s3/bucket:Bucket"
    program.declare({"data": (bucket, {"bucket": "atlas-data", "forceDestroy": False})})
    program.up()
    assert "forceDestroy is False, so a real provider would delete neither" in program.refused(
        "destroy", "--yes"
    )
    program.declare({"data": (bucket, {"bucket": "atlas-data", "forceDestroy": True})})
    program.up()
    program.run("destroy", "--yes", "--skip-preview")
    assert program.outputs() == {}, "the state says now that it may go"


def _rule(priority: int) -> tuple[str, dict[str, Any]]:
    told = {
        "resourceGroupName": "atlas",
        "networkSecurityGroupName": "files",
        "access": "Allow",
        "protocol": "Tcp",
    }
    return "azure-native:network:SecurityRule", {**told, "direction": "Inbound", "priority": priority}


def test_a_security_rule_gets_no_place_that_another_one_has_or_has_not_left_yet(
    program: CloudProgram,
) -> None:
    program.declare({"first": _rule(110), "second": _rule(110)})
    assert "Azure takes one rule of each" in program.refused("preview"), "two that are planned"
    program.declare({"first": _rule(110)})
    program.up()
    program.declare({"second": _rule(110)})
    assert "SecurityRuleConflict" in program.refused("up", "--yes", "--skip-preview"), "the old one goes last"


@pytest.mark.parametrize("token", ["aws:ec2/vpc:Vqc", "aws:nowhere/vpc:Vpc"])
def test_a_type_that_the_sdk_does_not_have_is_refused(program: CloudProgram, token: str) -> None:
    program.declare({"net": (token, {})})
    assert "pulumi_aws" in program.refused("preview"), "the sentence names the SDK that has no such type"
