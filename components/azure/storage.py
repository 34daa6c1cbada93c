"""Makes stores: an account with one container for each object store, a Lustre file system for each file system.

It grants nobody anything; identities get their rights where they are made.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

import pulumi
from pulumi_azure_native import storagecache

from components.azure.accounts import AccountArgs, aged, make_account
from components.azure.addresses import availability_zone
from components.azure.keys import EncryptionKey
from components.azure.limits import DAY_S
from components.azure.logs import audited
from components.azure.lustre import FileSystem
from components.azure.names import account_name, container_name, named, tags
from components.azure.private_access import Where
from components.topology.model import Store, Topology

LUSTRE_NAME_LIMIT = 80


@dataclass(frozen=True, kw_only=True)
class AzureObjectStoreArgs:
    """A store, where its account lies, the key of stores, and the account that keeps its access log."""

    store: Store
    where: Where
    group_name: str
    key: EncryptionKey | None
    logs_id: pulumi.Input[str]


class AzureObjectStore(pulumi.ComponentResource):
    """Objects of one store. `store_id` is the container, to which rights are given; `endpoint` is the account's.

    `uri` is where libraries find it: abfss://<container>@<account>.dfs.core.windows.net.
    """

    store_id: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    uri: pulumi.Output[str]

    def __init__(
        self, name: str, args: AzureObjectStoreArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:azure:ObjectStore", name, None, opts)
        store, topology = args.store, args.where.topology
        days = store.keep_s // DAY_S if store.keep_s else None
        made = make_account(
            name,
            AccountArgs(
                where=args.where, account=account_name(topology, args.group_name, store.name),
                container=container_name(store.name), key=args.key, labels=dict(store.labels),
                versions=store.versions is not None,
                rules=[aged("old-objects", days, versions=store.versions is not None)] if days else [],
            ),
            self,
        )  # fmt: skip
        audited(
            f"{name}-access-log",
            of=made.account.id.apply(lambda account: f"{account}/blobServices/default"),
            account_id=args.logs_id,
            opts=pulumi.ResourceOptions(parent=self, depends_on=[made.blobs]),
        )
        self.store_id = made.container_id or made.account.id
        self.endpoint = made.account.primary_endpoints.apply(lambda endpoints: str(endpoints.blob))
        # Known once the container is there.
        address = made.account.primary_endpoints.apply(lambda endpoints: urlsplit(str(endpoints.dfs)).netloc)
        self.uri = pulumi.Output.all(address, self.store_id).apply(
            lambda known: f"abfss://{container_name(store.name)}@{known[0]}"
        )
        self.register_outputs({"store_id": self.store_id, "endpoint": self.endpoint, "uri": self.uri})


@dataclass(frozen=True, kw_only=True)
class AzureFileSystemArgs:
    """A store, how it was sized, its subnet, the zone of its disks and the key of files."""

    store: Store
    topology: Topology
    group: pulumi.Input[str]
    subnet_id: pulumi.Input[str]
    size: FileSystem
    zone: str
    key: EncryptionKey | None


class AzureFileSystem(pulumi.ComponentResource):
    """A Lustre file system of one store. `endpoint` is the address of its management service."""

    store_id: pulumi.Output[str]
    endpoint: pulumi.Output[str]

    def __init__(
        self, name: str, args: AzureFileSystemArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:azure:FileSystem", name, None, opts)
        key, topology = args.key, args.topology
        made = storagecache.AmlFilesystem(
            f"{name}-files",
            resource_group_name=args.group,
            aml_filesystem_name=named(topology, args.store.name, LUSTRE_NAME_LIMIT),
            location=topology.location,
            filesystem_subnet=args.subnet_id,
            sku={"name": args.size.tier.name},
            storage_capacity_ti_b=args.size.capacity_tib,
            zones=[availability_zone(args.zone)],
            maintenance_window={
                "day_of_week": storagecache.MaintenanceDayOfWeekType.SUNDAY,
                "time_of_day_utc": "03:00",
            },
            identity=_identity(key),
            encryption_settings=_encryption(key),
            tags=tags(topology, args.store.labels),
            opts=pulumi.ResourceOptions(
                parent=self,
                protect=topology.deletion_protection,
                depends_on=list(key.ready) if key else None,
                # It cannot move, and a zone that sorts before its own must not make it anew, empty.
                ignore_changes=["zones"],
            ),
        )
        self.store_id = made.id
        self.endpoint = made.client_info.apply(lambda client: str(client.mgs_address))
        self.register_outputs({"store_id": self.store_id, "endpoint": self.endpoint})


def _identity(key: EncryptionKey | None) -> storagecache.AmlFilesystemIdentityArgsDict | None:
    if key is None or key.identity_id is None:
        return None
    return {
        "type": storagecache.AmlFilesystemIdentityType.USER_ASSIGNED,
        "user_assigned_identities": [key.identity_id],
    }


def _encryption(key: EncryptionKey | None) -> storagecache.AmlFilesystemEncryptionSettingsArgsDict | None:
    if key is None:
        return None
    return {"key_encryption_key": {"key_url": key.version_id, "source_vault": {"id": key.vault_id}}}
