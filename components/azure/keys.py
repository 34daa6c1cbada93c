"""Makes the customer's keys: a vault that nobody reaches from outside, one key for each use, and who may use it.

It makes nothing where the plan leaves the keys to Azure, which encrypts everything with its own. The key of secrets is
for the cluster's own identity, so whoever makes the cluster grants that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_azure_native import keyvault, managedidentity

from components.azure.limits import DAY_S
from components.azure.locks import lock
from components.azure.names import named, tags
from components.azure.private_access import VAULT, Where, private_way
from components.azure.roles import KEY_WRAPPER, grant

Use = Literal["storage", "secrets", "disks", "logs"]
USES: tuple[Use, ...] = ("disks", "logs", "secrets", "storage")
OF_THE_CLUSTER: Use = "secrets"

KEY_BITS = 3072
"""What NIST SP 800-57 (part 1, table 4) allows beyond 2030, and the most that storage, disks and AKS all take."""
SOFT_DELETE_DAYS = 90
"""The longest that Azure takes; until then a key that was deleted can be had back, and nobody can purge it."""


@dataclass(frozen=True, kw_only=True)
class EncryptionKey:
    """A key: its id with and without version, its vault, and the identity that may wrap with it; AKS has its own."""

    key_id: pulumi.Output[str]
    version_id: pulumi.Output[str]
    name: pulumi.Output[str]
    vault_id: pulumi.Output[str]
    vault_uri: pulumi.Output[str]
    resource_id: pulumi.Output[str]
    identity_id: pulumi.Output[str] | None
    ready: tuple[pulumi.Resource, ...]
    """What must be there before the key can be used."""


@dataclass(frozen=True, kw_only=True)
class AzureKeysArgs:
    """Where the vault gets its private way, and whose key it is: None where the plan leaves keys to Azure."""

    where: Where
    rotation_s: int | None


class AzureKeys(pulumi.ComponentResource):
    """A vault and its keys by use. `key_ids` are without version, so that whoever takes one takes the newest."""

    key_ids: Mapping[str, pulumi.Output[str]]
    keys: Mapping[Use, EncryptionKey]
    vault_id: pulumi.Output[str]

    def __init__(self, name: str, args: AzureKeysArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:azure:Keys", name, None, opts)
        self._name, self._where, self._args = name, args.where, args
        self._protected = args.where.topology.deletion_protection
        self._below = pulumi.ResourceOptions(parent=self, delete_before_replace=True)
        identities = {use: self._identity(use) for use in USES if use != OF_THE_CLUSTER}
        self._vault = self._make_vault(identities["storage"].tenant_id)
        self._way = private_way(f"{name}-vault-endpoint", VAULT, self._vault.id, args.where, self._below)
        self.vault_id = self._vault.id
        self.keys = {use: self._key(use, identities.get(use)) for use in USES}
        self.key_ids = {use: key.key_id for use, key in self.keys.items()}
        self.register_outputs({"key_ids": self.key_ids, "vault_id": self.vault_id})

    def _identity(self, use: Use) -> managedidentity.UserAssignedIdentity:
        topology = self._where.topology
        return managedidentity.UserAssignedIdentity(
            f"{self._name}-identity-{use}",
            resource_group_name=self._where.group,
            resource_name_=named(topology, f"encrypts-{use}"),
            location=topology.location,
            tags=tags(topology),
            opts=self._below,
        )

    def _make_vault(self, tenant_id: pulumi.Input[str]) -> keyvault.Vault:
        """Make the vault under a name that Pulumi draws: the name of one that was deleted stays taken for 90 days."""
        topology = self._where.topology
        return keyvault.Vault(
            f"{self._name}-vault",
            resource_group_name=self._where.group,
            location=topology.location,
            properties={
                "tenant_id": tenant_id,
                "sku": {"family": "A", "name": keyvault.SkuName.PREMIUM},
                "enable_rbac_authorization": True,
                "enable_soft_delete": True,
                "enable_purge_protection": True,
                "soft_delete_retention_in_days": SOFT_DELETE_DAYS,
                "public_network_access": "Disabled",
                "network_acls": {"bypass": "AzureServices", "default_action": "Deny"},
            },
            tags=tags(topology),
            opts=pulumi.ResourceOptions(parent=self, protect=self._protected),
        )

    def keep(self, after: Sequence[pulumi.Resource]) -> None:
        """Lock the vault where the plan protects from deletion, once all that has rights to its keys is there."""
        if self._protected:
            ready = [each for key in self.keys.values() for each in key.ready]
            lock(
                f"{self._name}-vault-lock", scope=self.vault_id, after=[*ready, *after], parent=self,
                notes="Without these keys no store of the plan can be read.",
            )  # fmt: skip

    def _key(self, use: Use, identity: managedidentity.UserAssignedIdentity | None) -> EncryptionKey:
        made = keyvault.Key(
            f"{self._name}-key-{use}",
            resource_group_name=self._where.group,
            vault_name=self._vault.name,
            key_name=use,
            properties={
                "kty": "RSA-HSM",
                "key_size": KEY_BITS,
                "key_ops": ["encrypt", "decrypt"] if use == OF_THE_CLUSTER else ["wrapKey", "unwrapKey"],
                "rotation_policy": rotation(self._args.rotation_s),
            },
            tags=tags(self._where.topology),
            opts=pulumi.ResourceOptions(parent=self, protect=self._protected),
        )
        ready: list[pulumi.Resource] = [made, self._way]
        if identity is not None:
            ready.append(
                grant(
                    f"{self._name}-grant-{use}", scope=made.id, principal_id=identity.principal_id,
                    role=KEY_WRAPPER, opts=self._below,
                )
            )  # fmt: skip
        return EncryptionKey(
            key_id=made.key_uri,
            version_id=made.key_uri_with_version,
            name=made.name,
            vault_id=self._vault.id,
            vault_uri=self._vault.properties.apply(lambda properties: str(properties.vault_uri)),
            resource_id=made.id,
            identity_id=identity.id if identity is not None else None,
            ready=tuple(ready),
        )


def rotation(rotation_s: int | None) -> keyvault.RotationPolicyArgsDict | None:
    """Return the policy that replaces a key every `rotation_s` seconds, or None where its owner does.

    It lets no version expire: data that was written with an old one is read with it, and AKS uses one until it is told.
    """
    if rotation_s is None:
        return None
    every = f"P{rotation_s // DAY_S}D"
    return {
        "lifetime_actions": [
            {
                "action": {"type": keyvault.KeyRotationPolicyActionType.ROTATE},
                "trigger": {"time_after_create": every},
            }
        ]
    }
