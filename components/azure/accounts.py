"""Makes a storage account of one container as every account of a plan is: private, encrypted, kept from accidents.

It grants nobody anything: whoever needs the container gets a right to it alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pulumi
from pulumi_azure_native import storage

from components.azure.keys import EncryptionKey
from components.azure.names import tags
from components.azure.private_access import BLOB, FOLDERS, Where, private_way

RECOVERY_DAYS = 7
RECOVERY_DAYS_PROTECTED = 30
"""How long what was deleted can be had back; the longer one where the plan protects from deletion."""


@dataclass(frozen=True, kw_only=True)
class AccountArgs:
    """What one account is for: names, whose key encrypts it, whether former versions are kept, and what goes when.

    `for_logs` lets in the services that Azure trusts, which write logs and have no way through a network of ours.
    """

    where: Where
    account: str
    container: str | None
    key: EncryptionKey | None
    labels: dict[str, str]
    versions: bool = False
    for_logs: bool = False
    rules: Sequence[storage.ManagementPolicyRuleArgsDict] = ()


@dataclass(frozen=True, kw_only=True)
class Account:
    """An account that was made, its container if it has one, and what must be there before it is reached."""

    account: storage.StorageAccount
    blobs: storage.BlobServiceProperties
    container_id: pulumi.Output[str] | None
    ready: tuple[pulumi.Resource, ...]


def make_account(name: str, args: AccountArgs, parent: pulumi.Resource) -> Account:
    """Make an account, its private way, its container, and what removes things from it."""
    topology, group = args.where.topology, args.where.group
    below = pulumi.ResourceOptions(parent=parent, delete_before_replace=True)
    made = _account(name, args, parent)
    days = RECOVERY_DAYS_PROTECTED if topology.deletion_protection else RECOVERY_DAYS
    recovery: storage.DeleteRetentionPolicyArgsDict = {"enabled": True, "days": days}
    blobs = storage.BlobServiceProperties(
        f"{name}-blobs",
        resource_group_name=group,
        account_name=made.name,
        blob_services_name="default",
        is_versioning_enabled=args.versions,
        delete_retention_policy=recovery,
        container_delete_retention_policy=recovery,
        opts=below,
    )
    lifecycle: list[pulumi.Resource] = []
    if args.rules:
        policy = storage.ManagementPolicy(
            f"{name}-lifecycle",
            resource_group_name=group,
            account_name=made.name,
            management_policy_name="default",
            policy={"rules": list(args.rules)},
            opts=pulumi.ResourceOptions.merge(below, pulumi.ResourceOptions(depends_on=[blobs])),
        )
        lifecycle.append(policy)
    kept = pulumi.ResourceOptions(parent=parent, protect=topology.deletion_protection, depends_on=[blobs])
    container = _container(name, args, made, kept) if args.container is not None else None
    return Account(
        account=made,
        blobs=blobs,
        container_id=container.id if container else None,
        ready=(blobs, *_ways(name, args, made, below), *lifecycle),
    )


def _ways(
    name: str, args: AccountArgs, account: storage.StorageAccount, opts: pulumi.ResourceOptions
) -> list[pulumi.Resource]:
    """Make the private ways to an account."""
    first = private_way(f"{name}-endpoint", BLOB, account.id, args.where, opts)
    if args.container is None:
        return [first]
    return [first, private_way(f"{name}-endpoint-dfs", FOLDERS, account.id, args.where, opts)]


def _container(
    name: str, args: AccountArgs, account: storage.StorageAccount, opts: pulumi.ResourceOptions
) -> storage.BlobContainer:
    return storage.BlobContainer(
        f"{name}-container",
        resource_group_name=args.where.group,
        account_name=account.name,
        container_name=args.container,
        public_access=storage.PublicAccess.NONE,
        opts=opts,
    )


def _account(name: str, args: AccountArgs, parent: pulumi.Resource) -> storage.StorageAccount:
    topology = args.where.topology
    return storage.StorageAccount(
        f"{name}-account",
        resource_group_name=args.where.group,
        account_name=args.account,
        location=topology.location,
        kind="StorageV2",
        # Three zones' copies where the plan is careful; what a number of zones says would move data with each zone.
        sku={"name": "Standard_ZRS" if topology.deletion_protection else "Standard_LRS"},
        access_tier=storage.AccessTier.HOT,
        minimum_tls_version="TLS1_2",
        enable_https_traffic_only=True,
        allow_blob_public_access=False,
        allow_shared_key_access=False,
        allow_cross_tenant_replication=False,
        allowed_copy_scope="PrivateLink",
        default_to_o_auth_authentication=True,
        is_local_user_enabled=False,
        # "Disabled" has no exceptions: logs come only where chosen networks, here none, are let in beside the services.
        public_network_access="Enabled" if args.for_logs else "Disabled",
        network_rule_set={"default_action": storage.DefaultAction.DENY, "bypass": "AzureServices"},
        identity=_identity(args.key),
        encryption=_encryption(args.key),
        tags=tags(topology, args.labels),
        opts=pulumi.ResourceOptions(
            parent=parent,
            protect=topology.deletion_protection,
            depends_on=list(args.key.ready) if args.key else None,
            # Azure converts a whole account on demand alone ("Change how a storage account is replicated"), and refuses
            # an update that asks for it: so an account keeps the copies of its first day.
            ignore_changes=["sku"],
        ),
    )


def _identity(key: EncryptionKey | None) -> storage.IdentityArgsDict | None:
    if key is None or key.identity_id is None:
        return None
    return {"type": "UserAssigned", "user_assigned_identities": [key.identity_id]}


def _encryption(key: EncryptionKey | None) -> storage.EncryptionArgsDict:
    services: storage.EncryptionServicesArgsDict = {
        "blob": {"enabled": True, "key_type": "Account"},
        "file": {"enabled": True, "key_type": "Account"},
    }
    twice: storage.EncryptionArgsDict = {"require_infrastructure_encryption": True, "services": services}
    if key is None or key.identity_id is None:
        return {"key_source": "Microsoft.Storage", **twice}
    return {
        "key_source": "Microsoft.Keyvault",
        "encryption_identity": {"encryption_user_assigned_identity": key.identity_id},
        # Without a version storage takes each newer one within a day.
        "key_vault_properties": {"key_name": key.name, "key_vault_uri": key.vault_uri},
        **twice,
    }


def aged(name: str, days: int, *, versions: bool = False) -> storage.ManagementPolicyRuleArgsDict:
    """Return the rule that removes blobs `days` after their last change, and their former versions with them."""
    actions: storage.ManagementPolicyActionArgsDict = {
        "base_blob": {"delete": {"days_after_modification_greater_than": days}}
    }
    if versions:
        actions["version"] = {"delete": {"days_after_creation_greater_than": days}}
    return {
        "name": name,
        "type": "Lifecycle",
        "enabled": True,
        "definition": {"actions": actions, "filters": {"blob_types": ["blockBlob", "appendBlob"]}},
    }
