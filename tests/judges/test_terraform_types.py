"""Terraform's names follow from Pulumi's; where two lead to one a table decides, and where none does, it is said."""

import pytest

from tests.judges.terraform_types import Untold, blocks_name, snake, terraform_type


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("aws:ec2/vpcEndpoint:VpcEndpoint", "aws_vpc_endpoint"),
        ("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "aws_vpc_security_group_ingress_rule"),
        ("aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock", "aws_s3_bucket_public_access_block"),
        ("aws:cloudwatch/logGroup:LogGroup", "aws_cloudwatch_log_group"),
        ("aws:autoscaling/tag:Tag", "aws_autoscaling_group_tag"),
        ("gcp:container/nodePool:NodePool", "google_container_node_pool"),
        ("gcp:kms/cryptoKeyIAMMember:CryptoKeyIAMMember", "google_kms_crypto_key_iam_member"),
        ("gcp:serviceaccount/account:Account", "google_service_account"),
        ("gcp:projects/serviceIdentity:ServiceIdentity", "google_project_service_identity"),
        ("gcp:servicenetworking/connection:Connection", "google_service_networking_connection"),
    ],
)
def test_a_type_has_the_name_that_terraform_gives_it(token: str, expected: str) -> None:
    assert terraform_type(token) == expected


def test_a_provider_that_is_not_made_from_terraforms_is_refused() -> None:
    with pytest.raises(Untold, match="azure-native:network:Subnet is of no provider"):
        terraform_type("azure-native:network:Subnet")


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("kmsKeyId", "kms_key_id"),
        ("serviceIpv4Cidr", "service_ipv4_cidr"),
        ("gcePersistentDiskCsiDriverConfig", "gce_persistent_disk_csi_driver_config"),
    ],
)
def test_camel_case_becomes_snake_case(key: str, expected: str) -> None:
    assert snake(key) == expected


def test_a_list_of_blocks_is_told_by_a_table_or_refused_with_the_way_out() -> None:
    assert (blocks_name("lifecycleRules"), blocks_name("cidrBlocks")) == ("lifecycle_rule", "cidr_blocks")
    with pytest.raises(Untold, match="subnetMappings is a list of blocks"):
        blocks_name("subnetMappings")
