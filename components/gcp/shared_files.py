"""Stores that are file systems: Managed Lustre and Filestore, in the network, encrypted, for whom has a right to them.

Nobody reaches one from outside of the network; within it, addresses tell who may mount a Filestore, and the firewall
who reaches any of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pulumi
from pulumi_gcp import filestore, lustre

from components.gcp import names
from components.gcp.addresses import system_ranges
from components.gcp.filesystems import FILESTORE, LUSTRE, filestore_of, filesystems, kind_of, lustre_of
from components.holding import is_held
from components.topology.model import Network, Store, Topology
from components.topology.names import bounded
from components.topology.rights import SYSTEM, clients_of_files


@dataclass(frozen=True, kw_only=True)
class Made:
    """A file system: its id, what a client mounts, and what the driver in the cluster is told."""

    id: pulumi.Output[str]
    endpoint: pulumi.Output[str]
    volume: pulumi.Output[dict[str, Any]]


def lustre_volume(
    project: str, zone: str, instance: str, mount_point: str, filesystem: str
) -> dict[str, Any]:
    """Return what GKE's driver is told of a Lustre that exists ("Connect to an existing Managed Lustre instance").

    >>> lustre_volume("p", "z", "i", "10.0.0.2@tcp:/scratch", "scratch")["attributes"]
    {'ip': '10.0.0.2', 'filesystem': 'scratch'}
    """
    attributes = {"ip": mount_point.partition("@")[0], "filesystem": filesystem}
    return {"handle": f"{project}/{zone}/{instance}", "attributes": attributes}


def filestore_volume(location: str, instance: str, address: str, share: str) -> dict[str, Any]:
    """Return what GKE's driver is told of a Filestore that exists (kubernetes-sigs/gcp-filestore-csi-driver)."""
    attributes = {"ip": address, "volume": share}
    return {"handle": f"modeInstance/{location}/{instance}/{share}", "attributes": attributes}


@dataclass(frozen=True, kw_only=True)
class GcpFileSystemsArgs:
    """The topology, its network as planned and as made, its project and region, and the key (None: Google's own).

    `zone` is where a new file system of one zone is put; one that is there stays where it is. A kind of file system may
    use the key once what `ready` has for it is there.
    """

    topology: Topology
    network: Network
    network_id: pulumi.Input[str]
    project: str
    location: str
    zone: str
    peering: pulumi.Resource | None
    key: pulumi.Input[str] | None
    ready: Mapping[str, Sequence[pulumi.Resource]] = field(default_factory=dict)


class GcpFileSystems(pulumi.ComponentResource):
    """A file system for each such store; `endpoints` are what a client mounts, `volumes` what the driver in the
    cluster is told.
    """

    store_ids: Mapping[str, pulumi.Output[str]]
    endpoints: Mapping[str, pulumi.Output[str]]
    volumes: Mapping[str, pulumi.Output[dict[str, Any]]]

    def __init__(
        self, name: str, args: GcpFileSystemsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("groundplan:gcp:FileSystems", name, None, opts)
        self._name, self._args = name, args
        made = {store.name: self._made(store) for store in filesystems(args.topology)}
        self.store_ids = {store: each.id for store, each in made.items()}
        self.endpoints = {store: each.endpoint for store, each in made.items()}
        self.volumes = {store: each.volume for store, each in made.items()}
        self.register_outputs({"store_ids": self.store_ids, "endpoints": self.endpoints})

    def _made(self, store: Store) -> Made:
        return self._lustre(store) if kind_of(store) == LUSTRE else self._filestore(store)

    def _kept(self, kind: str) -> pulumi.ResourceOptions:
        return pulumi.ResourceOptions(
            parent=self,
            protect=self._args.topology.deletion_protection,
            depends_on=[*filter(None, [self._args.peering]), *self._args.ready.get(kind, ())],
            # No zone that comes or goes moves data.
            ignore_changes=["location"],
        )

    def _lustre(self, store: Store) -> Made:
        size, topology = lustre_of(store), self._args.topology
        assert size is not None, "limits.py refuses it"  # noqa: S101
        made = lustre.Instance(
            f"{self._name}-lustre-{store.name}",
            instance_id=names.own(topology, store.name),
            filesystem=names.lustre(store.name),
            capacity_gib=str(size.capacity_gib),
            per_unit_storage_throughput=str(size.throughput_per_tib_mb),
            location=self._args.zone,
            network=self._args.network_id,
            kms_key=self._args.key,
            labels=names.labels(topology, **store.labels),
            opts=self._kept(LUSTRE),
        )
        place = pulumi.Output.all(self._args.project, made.location, made.instance_id, made.mount_point)
        return Made(
            id=made.id,
            endpoint=made.mount_point,
            volume=place.apply(
                lambda known: lustre_volume(known[0], known[1], known[2], known[3], names.lustre(store.name))
            ),
        )

    def _filestore(self, store: Store) -> Made:
        size, topology = filestore_of(store), self._args.topology
        assert size is not None, "limits.py refuses it"  # noqa: S101
        share = bounded(store.name, names.SHARE_LIMIT).replace("-", "_")
        made = filestore.Instance(
            f"{self._name}-filestore-{store.name}",
            name=names.own(topology, store.name),
            tier=size.tier,
            location=self._args.zone if size.tier == "ZONAL" else self._args.location,
            file_shares=filestore.InstanceFileSharesArgs(
                name=share, capacity_gb=size.capacity_gib, nfs_export_options=self._exports(store)
            ),
            networks=[
                filestore.InstanceNetworkArgs(
                    network=self._args.network_id,
                    modes=["MODE_IPV4"],
                    connect_mode="PRIVATE_SERVICE_ACCESS",
                )
            ],
            kms_key_name=self._args.key,
            deletion_protection_enabled=is_held(topology),
            labels=names.labels(topology, **store.labels),
            opts=self._kept(FILESTORE),
        )
        address = made.networks.apply(lambda networks: (networks[0].ip_addresses or [""])[0])
        place = pulumi.Output.all(made.location, made.name, address)
        return Made(
            id=made.id,
            endpoint=pulumi.Output.format("{0}:/{1}", address, share),
            volume=place.apply(lambda known: filestore_volume(known[0], known[1], known[2], share)),
        )

    def _exports(self, store: Store) -> list[filestore.InstanceFileSharesNfsExportOptionArgs]:
        """Return who may mount a store: the nodes of segments with a right to it, and as far as the right goes.

        Root of these nodes stays root: a new share is root's alone (0755), pods are never root, and what lets them
        write is the kubelet, which as root of its node gives the share to their fsGroup (Filestore, "Access control";
        the driver's docs/kubernetes/fsgroup.md). A squashed root could not, and nobody would ever write. Pods have
        other addresses, so of the network the nodes alone are let in.
        """
        topology, network = self._args.topology, self._args.network
        nodes = {SYSTEM: [system_ranges(network).nodes]}
        for subnet in network.subnets:
            nodes.setdefault(subnet.segment, []).append(subnet.cidr)
        return [
            filestore.InstanceFileSharesNfsExportOptionArgs(
                ip_ranges=sorted(nodes[segment]),
                access_mode="READ_WRITE" if access == "write" else "READ_ONLY",
                squash_mode="NO_ROOT_SQUASH",
            )
            for segment, access in sorted(clients_of_files(topology, store).items())
        ]
