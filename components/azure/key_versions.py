"""Which services of a stack stay with a version of a key that Azure has replaced. It asks, and changes nothing.

AKS and Managed Lustre use the version that they were told; buckets, disks and logs take the newest by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from components.azure.account import Account, open_account

VERSION = "2023-07-01"
WHERE = {
    "ManagedCluster": ("the cluster's secrets", "securityProfile.azureKeyVaultKms", "keyId", "keyVaultResourceId"),
    "AmlFilesystem": ("a file system", "encryptionSettings.keyEncryptionKey", "keyUrl", "sourceVault.id"),
}  # fmt: skip
"""End of a type -> what it is, where its inputs tell of a key, and there the key's address and its vault's id."""


@dataclass(frozen=True, kw_only=True, order=True)
class Used:
    """A version of a key in use: of what, the id of its vault, the key's name and version."""

    what: str
    vault_id: str
    key: str
    version: str


def outdated(
    configured: Callable[[str], Any], resources: Iterable[tuple[str, Mapping[str, Any]]]
) -> tuple[str, ...]:
    """Return a sentence for each key of which a newer version is there than the one in use.

    `resources` are the types and inputs of a stack's state. Nobody is asked where none of them uses a key.
    Raises CannotAsk, NoCredentials.
    """
    used = sorted({*in_use(resources)})
    return outdated_by(open_account(configured), used) if used else ()


def outdated_by(account: Account, used: Iterable[Used]) -> tuple[str, ...]:
    """Return the same of a subscription. Raises CannotAsk."""
    found = []
    for each in used:
        answer = account.manager.get(f"{each.vault_id}/keys/{each.key}", **{"api-version": VERSION})
        newest = _version((answer.get("properties") or {}).get("keyUriWithVersion"))
        if newest and newest != each.version:
            vault = each.vault_id.rpartition("/")[2]
            found.append(
                f"{each.what}: version {each.version} of key {each.key} of vault {vault} is in use, and Azure has made "
                f"{newest}; run `pulumi up --refresh`, which tells it"
            )
    return tuple(found)


def in_use(resources: Iterable[tuple[str, Mapping[str, Any]]]) -> Iterator[Used]:
    """Yield the versions of keys that a state says are in use by whoever takes no newer one by itself."""
    for kind, inputs in resources:
        what, where, address, vault = WHERE.get(kind.rpartition(":")[2], ("", "", "", ""))
        told = _at(inputs, where) if where else None
        url, vault_id = (_at(told, address), _at(told, vault)) if isinstance(told, Mapping) else (None, None)
        if isinstance(vault_id, str) and (version := _version(url)):
            yield Used(
                what=what, vault_id=vault_id, key=urlsplit(str(url)).path.split("/")[2], version=version
            )


def _version(address: Any) -> str:
    """Return the version that ends the address of a key (https://VAULT/keys/NAME/VERSION), nothing where none does."""
    parts = urlsplit(address).path.split("/") if isinstance(address, str) else []
    return parts[3] if len(parts) == 4 and parts[1] == "keys" else ""


def _at(value: Any, path: str) -> Any:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value
