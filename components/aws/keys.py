"""One key of the customer for each use, replaced by AWS; none where the plan leaves keys to the platform.

Who administers a key cannot read with it, and each key serves one service of AWS, through that service alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
from pulumi_aws import kms

from components.aws import names, policies
from components.topology.model import Topology

USES = ("storage", "secrets", "disks", "logs")
DAY_S = 24 * 60 * 60
ROTATION_DAYS = 365
"""AWS KMS, "Rotate AWS KMS keys": its own default where the plan names no period."""
DELETION_DAYS = 30
"""The longest that KMS keeps a key which is to go: what it encrypted can still be saved."""

ADMINISTER = (
    *("kms:CancelKeyDeletion", "kms:CreateAlias", "kms:DeleteAlias", "kms:DescribeKey", "kms:DisableKey"),
    *("kms:EnableKey", "kms:EnableKeyRotation", "kms:DisableKeyRotation", "kms:GetKeyPolicy"),
    *("kms:GetKeyRotationStatus", "kms:ListAliases", "kms:ListGrants", "kms:ListKeyPolicies"),
    *("kms:ListKeyRotations", "kms:ListResourceTags", "kms:PutKeyPolicy", "kms:RevokeGrant"),
    *("kms:RotateKeyOnDemand", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource"),
    *("kms:UpdateAlias", "kms:UpdateKeyDescription"),
)
"""Everything about a key but its use: neither Encrypt, Decrypt nor GenerateDataKey."""
USE = ("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*")
GRANT = ("kms:CreateGrant",)
FOR_AWS = {"Bool": {"kms:GrantIsForAWSResource": "true"}}


@dataclass(frozen=True, kw_only=True)
class Place:
    """Whose key it is, and where."""

    partition: str
    region: str
    account_id: str

    @property
    def root(self) -> Mapping[str, str]:
        """The account, which stands for whomever its own policies allow the action."""
        return {"AWS": f"arn:{self.partition}:iam::{self.account_id}:root"}


def key_policy(use: str, place: Place) -> str:
    """Return who may administer a key, and who may use it for what."""
    return policies.document([_administration(place), *_USED_BY[use](place)])


def _administration(place: Place) -> policies.Statement:
    return {**policies.allow(ADMINISTER, sid="Administer"), "Principal": place.root}


def _through(place: Place, *services: str) -> Mapping[str, Any]:
    through = sorted(f"{service}.{place.region}.amazonaws.com" for service in services)
    return {"StringEquals": {"kms:CallerAccount": place.account_id, "kms:ViaService": through}}


def _storage(place: Place) -> list[policies.Statement]:
    """Roles whose own policies allow it, through object stores and file systems."""
    through = _through(place, "s3", "fsx")
    return [
        {**policies.allow(USE, sid="Use", condition=through), "Principal": place.root},
        {**policies.allow(GRANT, sid="Grant", condition={**through, **FOR_AWS}), "Principal": place.root},
    ]


def _secrets(place: Place) -> list[policies.Statement]:
    """The control plane's role, by the grant that Amazon EKS makes when the cluster is created.

    EKS makes it in the name of who creates the cluster, and such a request never says that it is for a resource of AWS
    (its guide, "Encrypt Kubernetes secrets with KMS on existing clusters"), so the account alone can bound it.
    """
    of_account = {"StringEquals": {"kms:CallerAccount": place.account_id}}
    return [
        {**policies.allow(("kms:Decrypt", "kms:DescribeKey", "kms:Encrypt"), sid="Use"), "Principal": place.root},
        {**policies.allow(GRANT, sid="Grant", condition=of_account), "Principal": place.root},
    ]  # fmt: skip


def _disks(place: Place) -> list[policies.Statement]:
    """Whoever in the account makes a disk, through EC2 alone, as AWS's own key for disks has it.

    Auto Scaling's role would have to exist to be named, and in a new account it does not.
    """
    through = _through(place, "ec2")
    everyone = {"AWS": "*"}
    return [
        {**policies.allow(USE, sid="Use", condition=through), "Principal": everyone},
        {**policies.allow(GRANT, sid="Grant", condition={**through, **FOR_AWS}), "Principal": everyone},
    ]


def _logs(place: Place) -> list[policies.Statement]:
    """CloudWatch Logs, for log groups of this account (its guide, "Encrypt log data using AWS KMS")."""
    groups = f"arn:{place.partition}:logs:{place.region}:{place.account_id}:*"
    condition = {"ArnLike": {"kms:EncryptionContext:aws:logs:arn": groups}}
    service = {"Service": f"logs.{place.region}.amazonaws.com"}
    return [{**policies.allow(USE, sid="Use", condition=condition), "Principal": service}]


_USED_BY: Mapping[str, Callable[[Place], list[policies.Statement]]] = {
    "storage": _storage,
    "secrets": _secrets,
    "disks": _disks,
    "logs": _logs,
}


def rotation_days(rotation_s: int | None) -> int:
    """Return after how many days a key is replaced."""
    return ROTATION_DAYS if rotation_s is None else rotation_s // DAY_S


@dataclass(frozen=True, kw_only=True)
class AwsKeysArgs:
    """The topology, its region and the account."""

    topology: Topology
    location: str
    account_id: pulumi.Input[str]


class AwsKeys(pulumi.ComponentResource):
    """`key_ids` are the ARNs by use; empty where the plan leaves keys to the platform."""

    key_ids: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AwsKeysArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:aws:Keys", name, None, opts)
        self._name, self._args = name, args
        wanted = USES if args.topology.encryption.key == "customer" else ()
        self.key_ids = {use: self._key(use) for use in wanted}
        self.register_outputs({"key_ids": self.key_ids})

    def _key(self, use: str) -> pulumi.Output[str]:
        topology, location = self._args.topology, self._args.location

        def policy(account_id: str) -> str:
            place = Place(partition=names.partition(location), region=location, account_id=account_id)
            return key_policy(use, place)

        key = kms.Key(
            f"{self._name}-{use}",
            description=f"{use} of {topology.name}",
            policy=pulumi.Output.from_input(self._args.account_id).apply(policy),
            enable_key_rotation=True,
            rotation_period_in_days=rotation_days(topology.encryption.rotation_s),
            deletion_window_in_days=DELETION_DAYS,
            tags=names.tags(topology, use),
            opts=pulumi.ResourceOptions(parent=self, protect=topology.deletion_protection),
        )
        kms.Alias(
            f"{self._name}-alias-{use}",
            name_prefix=f"alias/{names.prefix(topology.name, use, limit=names.ALIAS_LIMIT)}",
            target_key_id=key.key_id,
            opts=pulumi.ResourceOptions(parent=self),
        )
        return key.arn
