"""Makes the customer's keys: a vault that nobody reaches from outside, one key for each use, and who may use it.

It makes nothing where the plan leaves the keys to Azure, which encrypts everything with its own. The key of secrets is
for the cluster's own identity, so whoever makes the cluster grants that. Managed Lustre takes neither a longer key nor
one of a closed vault, so the key of file systems lies in a vault of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import pulumi
from pulumi_azure_native import keyvault, managedidentity

from components.azure.locks import lock
from components.azure.names import named, tags
from components.azure.private_access import VAULT, Where, private_way
from components.azure.roles import KEY_WRAPPER, grant, holding
from components.azure.rotation import KEPT, rotation, tell_another

Use = Literal["storage", "secrets", "disks", "logs", "files"]
USES: tuple[Use, ...] = ("disks", "logs", "secrets", "storage")
"""What every plan has a key for; that of files comes with the first file system."""
OF_THE_CLUSTER: Use = "secrets"
OF_FILES: Use = "files"

KEY_BITS = 3072
"""What NIST SP 800-57 (part 1, table 4) allows beyond 2030, and what storage, disks and AKS all take."""
KEY_BITS_OF_FILES = 2048
"""All that Managed Lustre takes, of type RSA ("Use customer-managed encryption keys with Azure Managed Lustre")."""
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
    """What must be there before the key can be used, the wait until the identity's right holds included."""


@dataclass(frozen=True, kw_only=True)
class AzureKeysArgs:
    """Where the vault gets its private way, how often keys are replaced, and whether there are file systems.

    `rotation_s` is None where the keys' owner replaces them.
    """

    where: Where
    rotation_s: int | None
    files: bool = False


class AzureKeys(pulumi.ComponentResource):
    """Keys by use, and their vaults by role. `key_ids` are without version: whoever takes one takes the newest."""

    key_ids: Mapping[str, pulumi.Output[str]]
    keys: Mapping[Use, EncryptionKey]
    vault_ids: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AzureKeysArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:azure:Keys", name, None, opts)
        self._name, self._where, self._args = name, args.where, args
        self._protected = args.where.topology.deletion_protection
        self._below = pulumi.ResourceOptions(parent=self, delete_before_replace=True)
        uses: tuple[Use, ...] = (*USES, OF_FILES) if args.files else USES
        self._identities = {use: self._identity(use) for use in uses if use != OF_THE_CLUSTER}
        closed = self._vault("vault", "Disabled")
        way = private_way(f"{name}-vault-endpoint", VAULT, closed.id, args.where, self._below)
        self.keys = self._keys("granted", USES, closed, [way])
        self.vault_ids = {"vault": closed.id}
        if args.files:
            # Lustre comes as a service that Azure trusts, by no endpoint of ours; the firewall lets in nobody else.
            of_files = self._vault("vault-files", "Enabled")
            self.keys = {**self.keys, **self._keys("granted-files", (OF_FILES,), of_files, [])}
            self.vault_ids = {**self.vault_ids, "vault-files": of_files.id}
        self.key_ids = {use: key.key_id for use, key in self.keys.items()}
        self.register_outputs({"key_ids": self.key_ids, "vault_ids": self.vault_ids})

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

    def _vault(self, role: str, public_network: Literal["Disabled", "Enabled"]) -> keyvault.Vault:
        """Make a vault under a name that Pulumi draws: the name of one that was deleted stays taken for 90 days."""
        topology = self._where.topology
        return keyvault.Vault(
            f"{self._name}-{role}",
            resource_group_name=self._where.group,
            location=topology.location,
            properties={
                "tenant_id": self._identities["storage"].tenant_id,
                "sku": {"family": "A", "name": keyvault.SkuName.PREMIUM},
                "enable_rbac_authorization": True,
                "enable_soft_delete": True,
                "enable_purge_protection": True,
                "soft_delete_retention_in_days": SOFT_DELETE_DAYS,
                "public_network_access": public_network,
                "network_acls": {"bypass": "AzureServices", "default_action": "Deny"},
            },
            tags=tags(topology),
            opts=pulumi.ResourceOptions(parent=self, protect=self._protected),
        )

    def keep(self, after: Sequence[pulumi.Resource]) -> None:
        """Lock the vaults where the plan protects from deletion, once all that has rights to their keys is there."""
        if self._protected:
            ready = [each for key in self.keys.values() for each in key.ready]
            for role, vault_id in self.vault_ids.items():
                lock(
                    f"{self._name}-{role}-lock", scope=vault_id, after=[*ready, *after], parent=self,
                    notes="Without these keys no store of the plan can be read.",
                )  # fmt: skip

    def _keys(
        self, granted: str, uses: Sequence[Use], vault: keyvault.Vault, ways: Sequence[pulumi.Resource]
    ) -> dict[Use, EncryptionKey]:
        """Make keys of a vault, and wait once for all rights to them; what comes later waits for its own."""
        made: dict[Use, keyvault.Key] = {use: self._key(use, vault) for use in uses}
        grants = [
            grant(
                f"{self._name}-grant-{use}", scope=made[use].id, principal_id=identity.principal_id,
                role=KEY_WRAPPER, opts=self._below,
            )
            for use, identity in self._identities.items() if use in made
        ]  # fmt: skip
        waited = holding(f"{self._name}-{granted}", grants, self)
        return {use: self._handed(use, key, vault, (key, *ways, waited)) for use, key in made.items()}

    def _key(self, use: Use, vault: keyvault.Vault) -> keyvault.Key:
        made = keyvault.Key(
            f"{self._name}-key-{use}",
            resource_group_name=self._where.group,
            vault_name=vault.name,
            key_name=use,
            properties={
                "kty": "RSA" if use == OF_FILES else "RSA-HSM",
                "key_size": KEY_BITS_OF_FILES if use == OF_FILES else KEY_BITS,
                "key_ops": ["encrypt", "decrypt"] if use == OF_THE_CLUSTER else ["wrapKey", "unwrapKey"],
                "rotation_policy": rotation(self._args.rotation_s),
            },
            tags=tags(self._where.topology),
            # It goes with its vault: to delete it alone the provider asks the vault itself, where who runs `down` has
            # neither a way nor a right.
            opts=pulumi.ResourceOptions(
                parent=self, protect=self._protected, retain_on_delete=True, ignore_changes=[KEPT]
            ),
        )
        tell_another(made, vault.name, use, self._args.rotation_s)
        return made

    def _handed(
        self, use: Use, made: keyvault.Key, vault: keyvault.Vault, ready: tuple[pulumi.Resource, ...]
    ) -> EncryptionKey:
        identity = self._identities.get(use)
        return EncryptionKey(
            key_id=made.key_uri,
            version_id=made.key_uri_with_version,
            name=made.name,
            vault_id=vault.id,
            vault_uri=vault.properties.apply(lambda properties: str(properties.vault_uri)),
            resource_id=made.id,
            identity_id=identity.id if identity is not None else None,
            ready=ready,
        )
