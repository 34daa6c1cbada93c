"""The parts of the Google Cloud target in the order in which they stand on each other; each is a component beside it.

It decides nothing: what each part needs of another is handed on here and nowhere else.
"""

from __future__ import annotations

from components.gcp import names
from components.gcp.addresses import zone_name
from components.gcp.adopted import GcpAdoptedNetwork
from components.gcp.adopted_subnets import AdoptedSubnets
from components.gcp.agents import number_of
from components.gcp.cluster import GcpCluster
from components.gcp.cluster_settings import GcpClusterArgs
from components.gcp.filesystems import FILESTORE, LUSTRE, filesystems, kind_of
from components.gcp.identity import (
    SYSTEM,
    GcpIdentities,
    GcpIdentitiesArgs,
    GcpNodeAccounts,
    GcpNodeAccountsArgs,
)
from components.gcp.keys import DISKS, LOGS, STORAGE, GcpKeys, GcpKeysArgs
from components.gcp.logs import GcpLogs, GcpLogsArgs
from components.gcp.network import GcpNetwork, GcpNetworkArgs
from components.gcp.node_subnets import attached_subnets, node_subnets
from components.gcp.peering import GcpPeering, GcpPeeringArgs
from components.gcp.peering_limits import to_endpoint
from components.gcp.pools import GcpPools, GcpPoolsArgs
from components.gcp.shared_files import GcpFileSystems, GcpFileSystemsArgs
from components.gcp.storage import GcpObjectStores, GcpObjectStoresArgs
from components.topology.model import Network, Topology
from components.topology.peers import Peer


class Parts:
    """Everything of the target that Google Cloud makes; `keys` are by use."""

    def __init__(
        self,
        topology: Topology,
        project: str,
        adopted: AdoptedSubnets | None,
        peers: tuple[Peer, ...],
        version: str,
    ) -> None:
        self.topology, self.project, self.peers, self.version = topology, project, peers, version
        self.planned, self.location = planned_network(topology), topology.location or ""
        self.zones = tuple(zone_name(self.location, zone) for zone in self.planned.zones)
        self._number = number_of(project)
        self.network = self._network(adopted)
        self.peering = self._peering()
        keys = self._keys()
        self.keys = keys.key_ids if keys else {}
        self._ready, self._files_ready = (keys.ready, keys.files_ready) if keys else ((), {})
        self.objects = GcpObjectStores("storage", self._objects())
        self.files = GcpFileSystems("files", self._files())
        self._nodes = GcpNodeAccounts("nodes", GcpNodeAccountsArgs(topology=topology, project=project))
        # Before the cluster, so that its first log is kept.
        GcpLogs("logs", self._logs())
        self.cluster = GcpCluster("cluster", self._cluster())
        self.pools = GcpPools("pools", self._pools())
        self.identities = GcpIdentities("identity", self._identities())

    def _network(self, adopted: AdoptedSubnets | None) -> GcpNetwork | GcpAdoptedNetwork:
        if adopted is not None:
            return GcpAdoptedNetwork("network", adopted)
        args = GcpNetworkArgs(topology=self.topology, network=self.planned, location=self.location)
        return GcpNetwork("network", args)

    def _peering(self) -> GcpPeering | None:
        """Join the peers of a network of ours; those of somebody else's are joined by whoever owns it."""
        if not any(peer.id for peer in self.peers):
            return None
        args = GcpPeeringArgs(
            topology=self.topology, peers=self.peers, network=self.planned, network_id=self.network.network_id
        )
        return GcpPeering("peering", args)

    def _keys(self) -> GcpKeys | None:
        """Make the keys of the customer; none where the plan leaves keys to Google."""
        if self.topology.encryption.key != "customer":
            return None
        args = GcpKeysArgs(
            topology=self.topology, project=self.project, number=self._number, location=self.location,
            file_kinds=frozenset(map(kind_of, filesystems(self.topology))),
        )  # fmt: skip
        return GcpKeys("keys", args)

    def _objects(self) -> GcpObjectStoresArgs:
        return GcpObjectStoresArgs(
            topology=self.topology, project=self.project, location=self.location,
            key=self.keys.get(STORAGE), logs_key=self.keys.get(LOGS), ready=self._ready,
        )  # fmt: skip

    def _files(self) -> GcpFileSystemsArgs:
        return GcpFileSystemsArgs(
            topology=self.topology, network=self.planned, network_id=self.network.network_id, project=self.project,
            location=self.location, zone=self.zones[0], peering=self.network.peering, key=self.keys.get(STORAGE),
            ready=self._files_ready,
        )  # fmt: skip

    def _logs(self) -> GcpLogsArgs:
        return GcpLogsArgs(
            topology=self.topology, project=self.project, location=self.location, key=self.keys.get(LOGS),
            cluster_name=names.own(self.topology, limit=names.CLUSTER_LIMIT),
            incarnation=self._nodes.incarnation, ready=self._ready,
        )  # fmt: skip

    def _cluster(self) -> GcpClusterArgs:
        kinds, network = set(map(kind_of, filesystems(self.topology))), self.network
        is_own = isinstance(network, GcpNetwork)
        attached = attached_subnets(self.topology) if is_own else node_subnets(self.topology)
        return GcpClusterArgs(
            topology=self.topology, project=self.project, location=self.location, version=self.version,
            zones=self.zones, network=network, network_id=network.network_id, cidr=network.cidr,
            peer_cidrs=to_endpoint(self.peers), subnet_ids=network.subnet_ids,
            system_subnet_id=network.system_subnet_id, node_subnets=attached,
            node_account=self._nodes.node_accounts[SYSTEM], keys=self.keys, has_filestore=FILESTORE in kinds,
            has_lustre=LUSTRE in kinds, ready=[self._nodes, *self._ready],
        )  # fmt: skip

    def _pools(self) -> GcpPoolsArgs:
        return GcpPoolsArgs(
            topology=self.topology, project=self.project, location=self.location, zones=self.zones,
            cluster_name=self.cluster.name, subnet_ids=self.network.subnet_ids,
            system_subnet_id=self.network.system_subnet_id, node_accounts=self._nodes.node_accounts,
            disks_key=self.keys.get(DISKS), ready=[self._nodes, *self._ready],
        )  # fmt: skip

    def _identities(self) -> GcpIdentitiesArgs:
        return GcpIdentitiesArgs(
            topology=self.topology, project=self.project, number=self._number, store_ids=self.objects.store_ids,
            workload_pool=self.cluster.workload_pool,
        )  # fmt: skip


def planned_network(topology: Topology) -> Network:
    """Return the network of a plan, which has passed `limits.errors`."""
    if topology.network is None:
        raise ValueError("the topology has no network; limits.errors refuses that")
    return topology.network
