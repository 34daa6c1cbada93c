"""What AWS has ready for the cluster."""

import json
from functools import cache

from moto.iam.aws_managed_policies import aws_managed_policies_data

from components.aws.addons import FIRST, AwsAddons, AwsAddonsArgs, addons
from components.aws.nodes import SYSTEM_LABEL
from tests.components.aws import recorded
from tests.components.hosts.recording_engine import Registered

SCRATCH = {"name": "scratch", "holds": "scratch", "kind": "filesystem", "size": "1200GiB"}


@cache
def made() -> dict[str, Registered]:
    args = AwsAddonsArgs(
        topology=recorded.topology(), location=recorded.REGION, addons=addons(recorded.topology()),
        cluster_name="digits-local", version="1.35", account_id=recorded.ACCOUNT,
    )  # fmt: skip
    return recorded.made(lambda: AwsAddons("addons", args) and None)


def test_network_policies_are_obeyed() -> None:
    settings = json.loads(made()["addons-vpc-cni"].inputs["configurationValues"])
    assert settings["enableNetworkPolicy"] == "true", "without it everything reaches everything"


def test_each_comes_in_the_newest_version_for_the_cluster_s() -> None:
    versions = {
        name: each.inputs["addonVersion"] for name, each in made().items() if each.type.endswith(":Addon")
    }
    assert set(versions.values()) == {"v1.35.9-eksbuild.1"}, "EKS keeps one that it is told none of for ever"


def test_what_no_machine_is_ready_without_comes_before_machines() -> None:
    assert {"vpc-cni", "kube-proxy", "eks-pod-identity-agent"} == {each.name for each in FIRST}
    assert not any(each.needs_machines for each in FIRST)


def test_rights_belong_to_service_accounts_and_not_to_machines() -> None:
    (identity,) = made()["addons-vpc-cni"].inputs["podIdentityAssociations"]
    assert identity["serviceAccount"] == "aws-node"
    attached = made()["addons-role-vpc-cni-policy"].inputs["policyArn"]
    assert attached == "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"


def test_names_are_answered_on_machines_that_every_segment_reaches() -> None:
    settings = json.loads(made()["addons-coredns"].inputs["configurationValues"])
    assert settings == {"nodeSelector": SYSTEM_LABEL}, (
        "serving's machines do not reach those of training, where a replica might stand"
    )
    disks = json.loads(made()["addons-aws-ebs-csi-driver"].inputs["configurationValues"])
    assert disks == {"controller": {"nodeSelector": SYSTEM_LABEL}}, (
        "its role makes disks, so no pool holds it"
    )


def test_the_driver_of_disks_manages_those_of_its_own_cluster() -> None:
    attached = made()["addons-role-aws-ebs-csi-driver-policy"].inputs["policyArn"]
    name = attached.removeprefix("arn:aws:iam::aws:policy/")
    kept = json.loads(aws_managed_policies_data)[name]
    assert kept["Path"] == "/", "AWS has no policy of that ARN"
    deleting = [each for each in kept["Document"]["Statement"] if "ec2:DeleteVolume" in each["Action"]]
    assert deleting and all("${aws:PrincipalTag/eks-cluster-name}" in json.dumps(each) for each in deleting)


def test_file_systems_are_mounted_only_where_there_are_some() -> None:
    with_files = recorded.topology(storage=[*recorded.document()["storage"], SCRATCH])
    assert {each.name for each in addons(with_files)} - {
        each.name for each in addons(recorded.topology())
    } == {"aws-fsx-csi-driver"}
