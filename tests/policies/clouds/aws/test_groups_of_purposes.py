"""Who comes into a security group of AWS is read in every form in which its rules stand."""

from typing import Any

import pytest

from tests.policies.breach import Added
from tests.policies.clouds.aws.alone import found

APART, CLIENTS = "forbid-traffic-between-purposes-on-aws", "restrict-clients-of-file-systems-on-aws"
FILES = Added(
    type="aws:fsx/lustreFileSystem:LustreFileSystem",
    name="files",
    inputs={"tags": {"groundplan-holds": "scratch"}, "securityGroupIds": ["sg-files"]},
)
SERVING_RANGE = "10.20.16.0/21"


def machines(purpose: str, group: str) -> tuple[Added, ...]:
    """Return a template of machines in a security group, and a group of such nodes in a subnet of serving's range."""
    tags = {"groundplan-purpose": purpose}
    template = {"tags": tags, "name": purpose, "vpcSecurityGroupIds": [group]}
    subnet = {"id": f"subnet-{purpose}", "cidrBlock": SERVING_RANGE}
    nodes = {"tags": tags, "subnetIds": [subnet["id"]], "launchTemplate": {"id": f"lt-{purpose}"}}
    return (
        Added(type="aws:ec2/launchTemplate:LaunchTemplate", name=f"{purpose}-machines", inputs=template),
        Added(type="aws:ec2/subnet:Subnet", name=f"{purpose}-subnet", inputs=subnet),
        Added(type="aws:eks/nodeGroup:NodeGroup", name=f"{purpose}-nodes", inputs=nodes),
    )


def lets_in(group: str, **inputs: Any) -> Added:
    """Return a rule of a group in the older form."""
    whole = {"type": "ingress", "protocol": "-1", "securityGroupId": group, **inputs}
    return Added(type="aws:ec2/securityGroupRule:SecurityGroupRule", name="rule", inputs=whole)


def group(name: str, *ingress: dict[str, Any]) -> Added:
    """Return a security group with its rules in it."""
    inputs = {"id": name, "ingress": list(ingress)}
    return Added(type="aws:ec2/securityGroup:SecurityGroup", name=name, inputs=inputs)


@pytest.mark.parametrize(
    "way",
    [
        lets_in("sg-files", sourceSecurityGroupId="sg-serving"),
        lets_in("sg-files", cidrBlocks=["10.0.0.0/8"]),
        group("sg-files", {"securityGroups": ["sg-serving"]}),
        group("sg-files", {"cidrBlocks": [SERVING_RANGE]}),
    ],
)
def test_a_file_system_is_opened_by_every_form_of_a_rule(way: Added) -> None:
    (text,) = found(CLIENTS, FILES, *machines("serving", "sg-serving"), way)
    assert 'holds "scratch", and machines for serving reach it' in text


@pytest.mark.parametrize(
    "way",
    [
        lets_in("sg-files", sourceSecurityGroupId="sg-others"),
        lets_in("sg-others", sourceSecurityGroupId="sg-serving"),
        lets_in("sg-files", sourceSecurityGroupId="sg-serving", type="egress"),
        lets_in("sg-files", self=True),
        group("sg-others", {"securityGroups": ["sg-serving"]}),
        group("sg-files", {"cidrBlocks": ["192.168.0.0/16"]}),
    ],
)
def test_a_rule_for_others_opens_no_file_system(way: Added) -> None:
    assert found(CLIENTS, FILES, *machines("serving", "sg-serving"), way) == []


@pytest.mark.parametrize(
    "way", [lets_in("sg-shared", self=True), group("sg-shared", {"protocol": "-1", "self": True})]
)
def test_a_group_that_both_purposes_share_lets_them_meet_by_letting_itself_in(way: Added) -> None:
    shared = (*machines("serving", "sg-shared"), *machines("training", "sg-shared"))
    assert any("joins machines for serving and training" in text for text in found(APART, *shared, way))
    assert found(APART, *machines("training", "sg-shared"), way) == [], "it is of one purpose alone"
