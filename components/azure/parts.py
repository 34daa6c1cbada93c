"""The parts of the Azure target in the order in which they stand on each other; each is a component beside it.

It decides nothing: what each part needs of another is handed on here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping

import pulumi

from components.azure.addons import AzureAddons, AzureAddonsArgs
from components.azure.addresses import API_SERVER, ENDPOINTS, FILES_OF
from components.azure.adopted import AzureAdoptedNetwork, AzureAdoptedNetworkArgs
from components.azure.aliases import OPTIONS
from components.azure.cluster import AzureCluster, AzureClusterArgs
from components.azure.group import AzureGroup, AzureGroupArgs
from components.azure.identity import AzureIdentities, AzureIdentitiesArgs
from components.azure.keys import AzureKeys, AzureKeysArgs, EncryptionKey, Use
from components.azure.logs import AzureLogs, AzureLogsArgs
from components.azure.lustre import FileSystem, sized
from components.azure.names import api_zone, group_name
from components.azure.network import AzureNetwork, AzureNetworkArgs
from components.azure.peering import AzurePeering, AzurePeeringArgs
from components.azure.pools import AzurePools, AzurePoolsArgs
from components.azure.private_access import BLOB, FOLDERS, REGISTRY, VAULT, Where
from components.azure.registry import AzureRegistryAccess, AzureRegistryAccessArgs
from components.azure.settings import Settings
from components.azure.storage import (
    AzureFileSystem,
    AzureFileSystemArgs,
    AzureObjectStore,
    AzureObjectStoreArgs,
)
from components.topology.model import Network, Store, Topology
from components.topology.rights import segment_of_files


class Parts:
    """Everything of the target that Azure makes; `objects` and `files`, which are addresses, by store."""

    def __init__(self, topology: Topology, said: Settings, stack: str) -> None:
        self.topology, self.said, self._stack = topology, said, stack
        self.version = said.kubernetes_version
        self.planned = planned_network(topology)
        self.group = AzureGroup("group", AzureGroupArgs(topology=topology, stack=stack), OPTIONS)
        self.network = self._network()
        self.peering = self._peering()
        self._where = Where(
            topology=topology, group=self.group.group, subnet_id=self.network.regional_ids[ENDPOINTS],
            dns_zone_ids=dict(self.network.dns_zone_ids),
            made=[self.network, *([self.peering] if self.peering else [])],
        )  # fmt: skip
        made = self._keys()
        self.keys: Mapping[Use, EncryptionKey] = made.keys if made else {}
        self.logs = AzureLogs("logs", self._logs(made), OPTIONS)
        objects = [store for store in topology.stores if store.kind == "object"]
        self.objects = {store.name: self._objects(store) for store in objects}
        files = [(store, sized(store.size_bytes, store.throughput_bytes_per_s)) for store in topology.stores]
        self.files = {
            store.name: self._files(store, size).endpoint
            for store, size in files
            if store.kind == "filesystem" and size is not None
        }
        self.cluster = AzureCluster("cluster", self._cluster(), OPTIONS)
        self._where.made[:] = [self.cluster]
        if made is not None:
            made.keep([self.logs, self.cluster])
        self.registry = self._registry()
        self.identities = AzureIdentities("identity", self._identities(), OPTIONS)
        self.pools = AzurePools("pools", self._pools(), OPTIONS)
        self.addons = self._addons()

    def inside(self) -> list[pulumi.Resource]:
        """Return what has to be there before anything runs in the cluster, and goes after it."""
        return [self.pools, self.identities, *filter(None, (self.registry, self.addons, self.peering))]

    def _network(self) -> AzureNetwork | AzureAdoptedNetwork:
        if self.said.adopted is not None:
            return AzureAdoptedNetwork("network", AzureAdoptedNetworkArgs(adopted=self.said.adopted))
        args = AzureNetworkArgs(
            topology=self.topology, network=self.planned, group=self.group.group,
            services=(BLOB, FOLDERS, VAULT, *([REGISTRY] if self.said.registry_id else []), API_SERVER),
        )  # fmt: skip
        return AzureNetwork("network", args, OPTIONS)

    def _peering(self) -> AzurePeering | None:
        """Join the peers of a network of ours; those of somebody else's are joined by whoever owns it."""
        if not self.said.peers or not isinstance(self.network, AzureNetwork):
            return None
        args = AzurePeeringArgs(
            topology=self.topology, peers=self.said.peers, group=self.group.group, network=self.network,
            network_name=self.network.network_name, group_names=self.network.group_names,
            zone_name=api_zone(self.topology),
        )  # fmt: skip
        return AzurePeering("peering", args, OPTIONS)

    def _keys(self) -> AzureKeys | None:
        """Return the customer's keys, or None where the plan leaves keys to Azure."""
        encryption = self.topology.encryption
        if encryption.key != "customer":
            return None
        files = any(store.kind == "filesystem" for store in self.topology.stores)
        args = AzureKeysArgs(where=self._where, rotation_s=encryption.rotation_s, files=files)
        return AzureKeys("keys", args, OPTIONS)

    def _logs(self, keys: AzureKeys | None) -> AzureLogsArgs:
        """Flows of a network that is somebody else's are theirs to log."""
        ours = isinstance(self.network, AzureNetwork)
        return AzureLogsArgs(
            where=self._where, group_name=group_name(self.topology.name, self._stack), key=self.keys.get("logs"),
            network_id=self.network.network_id if ours else None, vault_ids=keys.vault_ids if keys else {},
            watcher=self.said.network_watcher,
        )  # fmt: skip

    def _objects(self, store: Store) -> AzureObjectStore:
        args = AzureObjectStoreArgs(
            store=store, where=self._where, group_name=group_name(self.topology.name, self._stack),
            key=self.keys.get("storage"), logs_id=self.logs.account_id,
        )  # fmt: skip
        return AzureObjectStore(f"store-{store.name}", args, OPTIONS)

    def _files(self, store: Store, size: FileSystem) -> AzureFileSystem:
        args = AzureFileSystemArgs(
            store=store, topology=self.topology, group=self.group.group, size=size,
            subnet_id=self.network.regional_ids[FILES_OF[segment_of_files(store)]],
            zone=self.planned.zones[0], key=self.keys.get("files"),
        )  # fmt: skip
        return AzureFileSystem(f"store-{store.name}", args, OPTIONS)

    def _cluster(self) -> AzureClusterArgs:
        return AzureClusterArgs(
            topology=self.topology, zones=self.planned.zones, group=self.group.group, stack=self._stack,
            after=[*self._where.made], network_id=self.network.network_id, regional_ids=self.network.regional_ids,
            zone_id=self.network.dns_zone_ids.get(API_SERVER),
            keys=self.keys, admin_groups=self.said.admin_groups, logs_id=self.logs.account_id,
            login=self.said.login, version=self.version,
        )  # fmt: skip

    def _registry(self) -> AzureRegistryAccess | None:
        if self.said.registry_id is None:
            return None
        args = AzureRegistryAccessArgs(
            registry_id=self.said.registry_id, where=self._where, kubelet_id=self.cluster.kubelet_id
        )
        return AzureRegistryAccess("registry", args, OPTIONS)

    def _addons(self) -> AzureAddons | None:
        if not self.files:
            return None
        args = AzureAddonsArgs(
            topology=self.topology, group=self.group.group, cluster_name=self.cluster.cluster_name
        )
        # A first extension changes the cluster, and until that is done AKS makes no pool.
        after = pulumi.ResourceOptions.merge(OPTIONS, pulumi.ResourceOptions(depends_on=[self.pools]))
        return AzureAddons("addons", args, after)

    def _identities(self) -> AzureIdentitiesArgs:
        return AzureIdentitiesArgs(
            topology=self.topology, group=self.group.group, issuer=self.cluster.issuer,
            container_ids={store: made.store_id for store, made in self.objects.items()},
        )  # fmt: skip

    def _pools(self) -> AzurePoolsArgs:
        return AzurePoolsArgs(
            topology=self.topology, group=self.group.group, group_id=self.group.group_id,
            cluster_name=self.cluster.cluster_name, cluster_identity_id=self.cluster.identity_id,
            version=self.version, subnet_ids=self.network.subnet_ids, infiniband=self.said.infiniband,
            after=self._where.made,
        )  # fmt: skip


def planned_network(topology: Topology) -> Network:
    """Return the network of a plan, which has passed `limits.errors`."""
    if topology.network is None:
        raise ValueError("the topology has no network; limits.errors refuses that")
    return topology.network
