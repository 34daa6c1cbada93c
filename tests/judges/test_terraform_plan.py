"""Inputs of AWS and Google Cloud become a plan of Terraform: names, blocks, references."""

from typing import Any

import pytest

from tests.judges.resource import Declared
from tests.judges.terraform_plan import terraform_plan
from tests.judges.terraform_types import Untold

BUCKET = Declared(
    token="aws:s3/bucket:Bucket", name="storage-models", inputs={"bucket": "m", "tags": {"a-B": "c"}}
)
LIFECYCLE = Declared(
    token="aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
    name="storage-lifecycle-models",
    inputs={"bucket": "m", "rules": [{"id": "old", "expiration": {"days": 30}, "filter": {"prefix": ""}}]},
    refers_to={"bucket": ("storage-models",)},
)


def values(*resources: Declared) -> list[dict[str, Any]]:
    return [
        each["values"] for each in terraform_plan(resources)["planned_values"]["root_module"]["resources"]
    ]


def expressions(*resources: Declared) -> list[dict[str, Any]]:
    made = terraform_plan(resources)["configuration"]["root_module"]["resources"]
    return [each["expressions"] for each in made]


def test_a_resource_has_the_address_type_and_name_of_terraform() -> None:
    dotted = Declared(token="aws:ec2/vpc:Vpc", name="network.vpc")
    (made,) = terraform_plan([dotted])["planned_values"]["root_module"]["resources"]
    assert made == {
        "address": "aws_vpc.network-vpc", "mode": "managed", "type": "aws_vpc", "name": "network-vpc", "values": {}
    }, "a name with a dot would be another resource's attribute"  # fmt: skip


def test_the_document_says_that_it_is_a_plan() -> None:
    assert {"format_version", "terraform_version"} <= terraform_plan([]).keys(), "checkov reads no other"


def test_a_block_is_a_list_of_one_and_a_mapping_stays_what_it_is() -> None:
    assert values(BUCKET) == [{"bucket": "m", "tags": {"a-B": "c"}}], "keys of tags are nobody's to rename"
    (rule,) = values(LIFECYCLE)[0]["rule"]
    assert rule == {"id": "old", "expiration": [{"days": 30}], "filter": [{"prefix": ""}]}


def test_blocks_within_blocks_are_renamed_too() -> None:
    pool = Declared(
        token="gcp:container/nodePool:NodePool",
        name="pools-gpu",
        inputs={
            "nodeConfig": {
                "labels": {"groundplan-pool": "gpu"},
                "guestAccelerators": [{"type": "h100", "gpuDriverInstallationConfig": {"gpuDriverVersion": "LATEST"}}],
            }
        },
    )  # fmt: skip
    (config,) = values(pool)[0]["node_config"]
    assert config["labels"] == {"groundplan-pool": "gpu"}
    (card,) = config["guest_accelerator"]
    assert card["gpu_driver_installation_config"] == [{"gpu_driver_version": "LATEST"}]


def test_what_pulumi_takes_once_and_terraform_in_a_list_is_in_a_list() -> None:
    files = Declared(
        token="aws:fsx/lustreFileSystem:LustreFileSystem", name="files", inputs={"subnetIds": "subnet-1"}
    )
    assert values(files) == [{"subnet_ids": ["subnet-1"]}]


def test_a_rule_that_names_a_group_says_that_it_names_no_range() -> None:
    rule = Declared(
        token="aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        name="rule",
        inputs={"ipProtocol": "tcp", "referencedSecurityGroupId": "sg-1", "cidrIpv4": "10.0.0.0/8"},
    )
    (made,) = values(rule)
    assert (made["cidr_ipv4"], made["cidr_ipv6"]) == ("10.0.0.0/8", None), "null is what Terraform shows"


def test_where_a_value_comes_from_is_told_by_address() -> None:
    of_bucket = {"references": ["aws_s3_bucket.storage-models.id", "aws_s3_bucket.storage-models"]}
    assert expressions(BUCKET, LIFECYCLE) == [{}, {"bucket": of_bucket}]


def test_a_list_of_blocks_that_no_table_has_is_refused() -> None:
    strange = Declared(token="aws:ec2/vpc:Vpc", name="vpc", inputs={"somethings": [{"a": 1}]})
    with pytest.raises(Untold, match="somethings"):
        terraform_plan([strange])
