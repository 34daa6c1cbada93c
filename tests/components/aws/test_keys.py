"""Keys of the customer: one for each use, replaced by AWS, their administration apart from their use."""

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from components.aws import keys
from components.aws.keys import ADMINISTER, USES, AwsKeys, AwsKeysArgs
from components.topology.model import Encryption, Topology
from tests.components.aws import recorded
from tests.components.hosts.recording_engine import Registered

PLACE = keys.Place(partition="aws", region=recorded.REGION, account_id=recorded.ACCOUNT)


def topology(key: str = "customer", rotation_s: int | None = None) -> Topology:
    encryption = Encryption(key=key, rotation_s=rotation_s)  # pyright: ignore[reportArgumentType]
    return replace(recorded.topology(), encryption=encryption)


@cache
def made(key: str = "customer", rotation_s: int | None = None) -> dict[str, Registered]:
    args = AwsKeysArgs(
        topology=topology(key, rotation_s), location=recorded.REGION, account_id=recorded.ACCOUNT
    )
    return recorded.made(lambda: AwsKeys("keys", args) and None)


def statements(use: str) -> dict[str, dict[str, Any]]:
    return {each["Sid"]: each for each in json.loads(keys.key_policy(use, PLACE))["Statement"]}


def test_each_use_has_a_key_of_its_own() -> None:
    assert sorted(recorded.of_type(made(), "kms/key:Key")) == sorted(f"keys-{use}" for use in USES), (
        "who may open disks must not open checkpoints"
    )


def test_there_are_none_where_the_platform_keeps_them() -> None:
    assert recorded.untold(made("platform")) == {}


@pytest.mark.parametrize(("rotation_s", "days"), [(None, 365), (90 * 86400, 90)])
def test_aws_replaces_them(rotation_s: int | None, days: int) -> None:
    for each in recorded.of_type(made("customer", rotation_s), "kms/key:Key").values():
        assert each.inputs["enableKeyRotation"] is True and each.inputs["rotationPeriodInDays"] == days


@pytest.mark.parametrize("use", USES)
def test_who_administers_a_key_cannot_read_with_it(use: str) -> None:
    administration = statements(use)["Administer"]
    using = {
        "kms:Decrypt",
        "kms:Encrypt",
        "kms:GenerateDataKey*",
        "kms:ReEncrypt*",
        "kms:CreateGrant",
        "kms:*",
    }
    assert not using & set(administration["Action"])
    assert "kms:PutKeyPolicy" in ADMINISTER, "KMS refuses a policy that nobody could change"


@pytest.mark.parametrize("use", USES)
def test_a_key_serves_this_account_alone(use: str) -> None:
    for name, each in statements(use).items():
        text = json.dumps(each)
        assert recorded.ACCOUNT in text, f"{name} would let in another account"


def test_disks_are_encrypted_through_ec2_alone() -> None:
    for name, each in statements("disks").items():
        if each["Principal"] == {"AWS": "*"}:
            condition = each["Condition"]["StringEquals"]
            assert condition["kms:ViaService"] == ["ec2.us-east-1.amazonaws.com"], f"{name} is for everybody"
            assert condition["kms:CallerAccount"] == recorded.ACCOUNT


def test_grants_are_for_services_of_aws_alone() -> None:
    for use in set(USES) - {"secrets"}:
        for each in statements(use).values():
            if "kms:CreateGrant" in each["Action"]:
                assert each["Condition"]["Bool"] == {"kms:GrantIsForAWSResource": "true"}


def test_eks_is_granted_the_key_of_secrets_by_the_account_as_its_request_says_for_no_resource() -> None:
    grant = statements("secrets")["Grant"]
    assert grant["Action"] == ["kms:CreateGrant"] and grant["Principal"] == PLACE.root
    assert grant["Condition"] == {"StringEquals": {"kms:CallerAccount": recorded.ACCOUNT}}, (
        "CreateCluster is refused where the key asks for kms:GrantIsForAWSResource"
    )


def test_a_production_plan_keeps_its_keys() -> None:
    args = AwsKeysArgs(
        topology=replace(topology(), deletion_protection=True), location=recorded.REGION, account_id=recorded.ACCOUNT
    )  # fmt: skip
    kept = recorded.of_type(recorded.made(lambda: AwsKeys("keys", args) and None), "kms/key:Key")
    assert kept and all(each.protect for each in kept.values()), "without its key data is lost"
    assert not any(each.protect for each in made().values())
