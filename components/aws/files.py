"""Stores of the kind file system, as FSx for Lustre: persistent, encrypted, and as fast as the plan asks.

Who reaches one is the firewall's to say: Lustre itself knows no rights but those of files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi
from pulumi_aws import fsx

from components.aws import names
from components.aws.lustre import lustre_size
from components.holding import is_held
from components.topology.model import Store, Topology

VERSION = "2.15"
BACKUPS_KEPT_DAYS = 7


@dataclass(frozen=True, kw_only=True)
class AwsFilesArgs:
    """The topology, the subnet that holds the file systems, their groups by store, and the key (None: AWS's own)."""

    topology: Topology
    subnet_id: pulumi.Input[str]
    group_ids: Mapping[str, pulumi.Input[str]]
    key: pulumi.Input[str] | None


class AwsFiles(pulumi.ComponentResource):
    """`store_ids` are file systems by store; `endpoints` where they answer; `mount_names` what is mounted there."""

    store_ids: Mapping[str, pulumi.Output[str]]
    endpoints: Mapping[str, pulumi.Output[str]]
    mount_names: Mapping[str, pulumi.Output[str]]

    def __init__(self, name: str, args: AwsFilesArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("groundplan:aws:Files", name, None, opts)
        self._name, self._args = name, args
        made = {store.name: self._file_system(store) for store in file_systems(args.topology)}
        self.store_ids = {store: one.id for store, one in made.items()}
        self.endpoints = {store: one.dns_name for store, one in made.items()}
        self.mount_names = {store: one.mount_name for store, one in made.items()}
        self.register_outputs({"store_ids": self.store_ids, "endpoints": self.endpoints})

    def _file_system(self, store: Store) -> fsx.LustreFileSystem:
        topology = self._args.topology
        size = lustre_size(store.size_bytes, store.throughput_bytes_per_s)
        return fsx.LustreFileSystem(
            f"{self._name}-{store.name}",
            deployment_type="PERSISTENT_2",  # scratch deployments take no key of a customer
            storage_type="SSD",
            storage_capacity=size.capacity_gib,
            per_unit_storage_throughput=size.mb_per_s_per_tib,
            file_system_type_version=VERSION,
            metadata_configuration={"mode": "AUTOMATIC"},
            data_compression_type="LZ4",
            subnet_ids=self._args.subnet_id,
            security_group_ids=[self._args.group_ids[store.name]],
            kms_key_id=self._args.key,
            automatic_backup_retention_days=BACKUPS_KEPT_DAYS if topology.deletion_protection else 0,
            copy_tags_to_backups=True,  # FSx changes this of no file system: another would take its place
            skip_final_backup=not is_held(topology),
            tags=names.tags(topology, store.name, store.labels),
            # A zone that comes may be the first one now, and another subnet would be another file system.
            opts=pulumi.ResourceOptions(
                parent=self, protect=topology.deletion_protection, ignore_changes=["subnetIds"]
            ),
        )


def file_systems(topology: Topology) -> tuple[Store, ...]:
    """Return the stores that are file systems, sorted by name."""
    return tuple(store for store in topology.stores if store.kind == "filesystem")
