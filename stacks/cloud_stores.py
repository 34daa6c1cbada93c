"""What a stack keeps in a cloud: which of its resources hold data, and which keys open them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from stacks.state import Deployment, Resource

CLOUDS = {"aws": "aws", "gcp": "gcp", "azure-native": "azure", "azure": "azure"}
"""The package in a type, that of a provider or of a component of ours -> the target."""

ACCOUNT, CONTAINER = "azure-native:storage:StorageAccount", "azure-native:storage:BlobContainer"

DATA = {
    "aws:s3/bucket:Bucket": "bucket",
    "aws:fsx/lustreFileSystem:LustreFileSystem": "file system",
    "gcp:storage/bucket:Bucket": "bucket",
    "gcp:filestore/instance:Instance": "file system",
    "gcp:lustre/instance:Instance": "file system",
    ACCOUNT: "storage account",
    CONTAINER: "container",
    "azure-native:storagecache:AmlFilesystem": "file system",
}
"""Type -> what it is; `down` destroys what is in it as well."""

NAMES = ("bucket", "name", "containerName", "accountName")
"""The inputs by which people know one of these, the narrowest first."""

KEYS = (
    "aws:kms/key:Key",
    "gcp:kms/cryptoKey:CryptoKey",
    "azure-native:keyvault:Vault",
    "azure-native:keyvault:Key",
)
"""Without its key, data that is kept is lost all the same, and no dependency of the data names it."""


def cloud_of(kinds: Iterable[str]) -> str | None:
    """Return the cloud that types are of, or None; in a URN the types of parents come first, divided by `$`."""
    parts = (part for kind in kinds for part in re.split(r"[:$]", kind))
    return next((CLOUDS[part] for part in parts if part in CLOUDS), None)


def data_in_cloud(deployment: Deployment) -> tuple[Resource, ...]:
    """Return what holds data in a cloud."""
    return tuple(each for each in deployment.resources if each.kind in DATA)


def stores_in_cloud(deployment: Deployment) -> tuple[Resource, ...]:
    """Return the same with each store once: a container is told with the account that it lies in."""
    found = data_in_cloud(deployment)
    accounts = {each.inputs.get("accountName") for each in found if each.kind == ACCOUNT}
    return tuple(
        each for each in found if each.kind != CONTAINER or each.inputs.get("accountName") not in accounts
    )


def keys_in_cloud(deployment: Deployment) -> tuple[Resource, ...]:
    """Return the keys that open it, and the vaults that they lie in."""
    return tuple(each for each in deployment.resources if each.kind in KEYS)


def told(resource: Resource) -> tuple[str, str, str]:
    """Return the store of a resource, what it holds, and what and where it is."""
    inputs = resource.inputs
    marks = _marks(inputs)
    own = resource.urn.rpartition("::")[2]
    name = next((inputs[key] for key in NAMES if inputs.get(key)), own)
    return (
        str(marks.get("groundplan-store") or own),
        str(marks.get("groundplan-holds") or "what its name says"),
        f"{DATA[resource.kind]} {name}, with everything in it",
    )


def _marks(inputs: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the labels of a resource, by whatever name its cloud has for them."""
    found = inputs.get("tags") or inputs.get("labels") or {}
    return found if isinstance(found, Mapping) else {}
