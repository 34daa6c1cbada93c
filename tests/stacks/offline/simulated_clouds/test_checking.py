"""Inputs are compared with the types that the SDKs declare, and with what the real providers refuse of texts."""

from typing import Any

import pytest

from stacks.offline.simulated_clouds.checking import input_faults
from stacks.offline.simulated_clouds.formats import format_faults
from stacks.offline.simulated_clouds.inventing import id_of, outputs
from stacks.offline.simulated_clouds.sdk import UnknownToken, declared
from stacks.offline.simulated_kubernetes.values import UNKNOWN

NODES = "aws:eks/nodeGroup:NodeGroup"
GOOD: dict[str, Any] = {
    "clusterName": "atlas",
    "nodeRoleArn": "arn:aws:iam::000000000000:role/nodes",
    "scalingConfig": {"desiredSize": 1, "maxSize": 2, "minSize": 0},
    "subnetIds": ["subnet-1"],
}
AKS = "azure-native:containerservice:AgentPool"
VERSIONS = "aws:s3/bucketVersioning:BucketVersioning"
KEPT: dict[str, Any] = {"bucket": "atlas-models", "versioningConfiguration": {"status": "Enabled"}}
"""A type with a namesake among nested inputs, those of a bucket."""
POOL: dict[str, Any] = {"resourceGroupName": "g", "resourceName": "c", "count": 1}


def faults(token: str, given: dict[str, Any]) -> list[str]:
    found = [*input_faults(declared(token), given), *format_faults(token, given)]
    return [f"{path} {reason}" for path, reason in found]


@pytest.mark.parametrize(("token", "given"), [(NODES, GOOD), (AKS, POOL), (VERSIONS, KEPT)])
def test_good_inputs_have_no_fault(token: str, given: dict[str, Any]) -> None:
    assert faults(token, given) == []


@pytest.mark.parametrize("name", GOOD)
def test_what_is_required_is_missed_and_may_be_unknown(name: str) -> None:
    without = {key: value for key, value in GOOD.items() if key != name}
    assert faults(NODES, without) == [f"{name} is required and missing"]
    assert faults(NODES, {**GOOD, name: UNKNOWN}) == [], "another resource will tell"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"subnetIds": "subnet-1"}, "subnetIds is 'subnet-1', and a list is wanted"),
        ({"diskSize": "100"}, "diskSize is '100', and a whole number is wanted"),
        ({"diskSize": True}, "diskSize is True, and a whole number is wanted"),
        ({"labels": ["a"]}, "labels is a list, and a mapping is wanted"),
        (
            {"scalingConfig": {"desiredSize": 1, "maxSize": 2}},
            "scalingConfig.minSize is required and missing",
        ),
        ({"subnetIds": [1]}, "subnetIds[0] is 1, and a text is wanted"),
        ({"nodeRoleArn": "nodes"}, "nodeRoleArn is 'nodes': no ARN"),
        ({"nodeGroupName": "-a"}, "nodeGroupName is '-a'; allowed: 1 to 63"),
        ({"tags": {"aws:x": "y"}}, "tags.aws:x is 'y'; docs.aws.amazon.com"),
        ({"node_role_arn": "x"}, "node_role_arn is not known to this type"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(changed: dict[str, Any], said: str) -> None:
    found = faults(NODES, {**GOOD, **changed})
    assert len(found) == 1 and found[0].startswith(said), f"one fault, at its place: {found}"


def test_a_value_outside_an_enumeration_is_refused_with_what_is_in_it() -> None:
    (said,) = faults(AKS, {**POOL, "osDiskType": "Ephemral"})
    assert said.startswith("osDiskType is 'Ephemral'; allowed: Managed, Ephemeral") and "did you mean" in said


@pytest.mark.parametrize(
    ("token", "given", "path"),
    [
        ("gcp:compute/network:Network", {"name": "Net"}, "name"),
        ("gcp:storage/bucket:Bucket", {"name": "atlas", "location": "US", "labels": {"owner": "A@b"}}, "labels.owner"),
        ("azure-native:storage:StorageAccount", {"accountName": "my-store", "kind": "StorageV2",
         "resourceGroupName": "g", "sku": {"name": "Standard_LRS"}}, "accountName"),
        ("aws:iam/role:Role", {"assumeRolePolicy": "{"}, "assumeRolePolicy"),
        ("aws:s3/bucket:Bucket", {"bucket": "Data_1"}, "bucket"),
    ],
)  # fmt: skip
def test_texts_that_the_provider_refuses_are_refused(token: str, given: dict[str, Any], path: str) -> None:
    (said,) = faults(token, given)
    assert said.startswith(f"{path} is "), "the place is the property's"


def test_a_type_that_no_sdk_has_is_named() -> None:
    with pytest.raises(UnknownToken, match="pulumi_aws has no module nowhere"):
        declared("aws:nowhere/vpc:Vpc")


def test_outputs_hold_what_programs_read_and_stay_when_the_resource_changes() -> None:
    token, urn = "aws:eks/cluster:Cluster", "urn:pulumi:s::p::aws:eks/cluster:Cluster::c"
    made = outputs(token, urn, {"name": "atlas"}, declared(token))
    assert made["identities"][0]["oidcs"][0]["issuer"].startswith("https://simulated-")
    assert made["arn"] == "arn:aws:eks:us-east-1:000000000000:cluster/simulated-atlas"
    assert made["certificateAuthority"]["data"]
    later = outputs(token, urn, {"name": "atlas", "version": "1.34"}, declared(token), made)
    assert later == {**made, "version": "1.34"}


def test_ids_are_the_same_for_the_same_resource_and_differ_between_two() -> None:
    first, second = (f"urn:pulumi:s::p::aws:ec2/vpc:Vpc::{name}" for name in ("a", "b"))
    token = "aws:ec2/vpc:Vpc"
    assert id_of(token, first, {}) == id_of(token, first, {}) != id_of(token, second, {})
