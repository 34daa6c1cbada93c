"""What an ARN says, and what no list has."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.aws.names import ROLE_LIMIT, UNIQUE_CHARACTERS, prefix
from components.aws.tagged import groups, read_arn, role_start
from components.topology.audit import Found
from tests.components.aws import simulated_account
from tests.components.aws.simulated_account import CLUSTER, REGION, client, request

PLANS = st.from_regex(r"[a-z][a-z0-9-]{0,60}[a-z0-9]", fullmatch=True)


@pytest.mark.parametrize(
    ("arn", "kind", "name", "region"),
    [
        ("arn:aws:ec2:us-east-1:1:volume/vol-1", "ec2:volume", "vol-1", "us-east-1"),
        ("arn:aws:kms:us-east-1:1:key/1234", "kms:key", "1234", "us-east-1"),
        ("arn:aws:s3:::digits-models", "s3:bucket", "digits-models", ""),
        ("arn:aws:logs:us-east-1:1:log-group:/aws/eks/x:*", "logs:log-group", "/aws/eks/x", "us-east-1"),
        ("arn:aws:eks:us-east-1:1:nodegroup/c/g/12", "eks:nodegroup", "c/g/12", "us-east-1"),
        ("arn:aws-cn:fsx:cn-north-1:1:file-system/fs-1", "fsx:file-system", "fs-1", "cn-north-1"),
        ("arn:aws:sns:us-east-1:1:topic", "sns:topic", "", "us-east-1"),
    ],
)  # fmt: skip
def test_an_arn_says_kind_name_and_region(arn: str, kind: str, name: str, region: str) -> None:
    found = read_arn(arn)
    assert (found.kind, found.name, found.region) == (kind, name, region)


@given(plan=PLANS, what=st.from_regex(r"[a-z][a-z-]{0,40}", fullmatch=True))
def test_every_role_of_a_plan_begins_as_is_looked_for(plan: str, what: str) -> None:
    name = prefix(plan, what, limit=ROLE_LIMIT)
    assert name.startswith(role_start(plan)), "also one that was too long"
    assert len(name) + UNIQUE_CHARACTERS <= ROLE_LIMIT


def test_groups_of_machines_are_found_by_the_cluster_s_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    with simulated_account.simulated_account(monkeypatch):
        _group("eks-train-1", {"eks:cluster-name": CLUSTER})
        _group("eks-train-2", {"eks:cluster-name": "digits-dev"})
        account = simulated_account.opened(request())
        found: list[Found] = list(
            groups(account, [("eks:cluster-name", CLUSTER), ("groundplan-plan", "digits")])
        )
    assert [(each.name, each.location) for each in found] == [("eks-train-1", REGION)]
    assert found[0].made is not None and found[0].labels == {"eks:cluster-name": CLUSTER}


def _group(name: str, tags: dict[str, str]) -> None:
    autoscaling, ec2 = client("autoscaling"), client("ec2")
    template = f"{name}-template"
    ec2.create_launch_template(
        LaunchTemplateName=template,
        LaunchTemplateData={"ImageId": simulated_account.IMAGE, "InstanceType": "t3.micro"},
    )
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName=name, MinSize=0, MaxSize=1, AvailabilityZones=[f"{REGION}a"],
        LaunchTemplate={"LaunchTemplateName": template},
        Tags=[{"Key": key, "Value": value, "PropagateAtLaunch": True} for key, value in tags.items()],
    )  # fmt: skip
