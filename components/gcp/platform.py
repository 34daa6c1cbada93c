"""Google Cloud as a target: refuses what it would refuse later, then makes the rest in order and hands the cluster
over.

It asks nothing before the plan is resolved. Who runs `up` against a private endpoint has to be in the network.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pulumi

from components.contract import Capability, KubernetesPlatform, StorageDriver
from components.gcp import answering, inside, limits, names, settings
from components.gcp.addresses import zone_name
from components.gcp.adopted import AdoptedSubnets, GcpAdoptedNetwork
from components.gcp.agents import number_of
from components.gcp.cluster import GcpCluster
from components.gcp.cluster_settings import GcpClusterArgs
from components.gcp.filesystems import FILESTORE, LUSTRE, kind_of
from components.gcp.firewall import filesystems
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
from components.gcp.placing import node_subnets
from components.gcp.pools import GcpPools, GcpPoolsArgs
from components.gcp.shared_files import GcpFileSystems, GcpFileSystemsArgs
from components.gcp.storage import GcpObjectStores, GcpObjectStoresArgs
from components.objects import declare
from components.topology.cluster_version import ON_CLOUDS
from components.topology.errors import TopologyErrors
from components.topology.model import Network, Topology
from components.topology.names import bounded

PROJECT = "project"
DISK_TYPE = "pd-balanced"


def gather(_stack: str) -> None:
    """Ask nothing: the plan and the catalog tell all that has to be known before anything is made."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a plan is made: its network, and its project by name and number, its region and zones."""

    network: Network
    project: str
    number: pulumi.Output[str]
    location: str
    zones: tuple[str, ...]


def provision(topology: Topology, _facts: None, _stack: str) -> KubernetesPlatform:
    """Return the platform. Raises TopologyErrors with everything that Google Cloud would refuse."""
    refused = limits.errors(topology)
    network = topology.network
    if refused or network is None:
        raise TopologyErrors(refused)
    for note in topology.notes:
        pulumi.log.info(note)
    location = topology.location or ""
    zones = tuple(zone_name(location, zone) for zone in network.zones)
    exists = settings.adopted(topology, pulumi.Config("groundplan").get_object("gcp"))
    project = _project()
    number = number_of(project)
    place = Place(network=network, project=project, number=number, location=location, zones=zones)
    return _made(topology, place, exists)


def _project() -> str:
    given = pulumi.Config("gcp").get(PROJECT)
    if not given:
        raise pulumi.RunError(
            "gcp:project is not set, and everything is made in a project; "
            "set it by `pulumi config set gcp:project NAME`, as `gcloud projects list` shows it"
        )
    return given


def _made(topology: Topology, place: Place, exists: AdoptedSubnets | None) -> KubernetesPlatform:
    ours = _network(topology, place, exists)
    keys = _keys(topology, place)
    objects = _objects(topology, place, keys)
    files = GcpFileSystems("files", _files(topology, place, ours, keys))
    accounts = GcpNodeAccounts(
        "nodes", GcpNodeAccountsArgs(topology=topology, project=place.project)
    ).node_accounts
    cluster = _cluster(topology, place, ours, accounts[SYSTEM], keys)
    pools = GcpPools(
        "pools",
        GcpPoolsArgs(
            topology=topology,
            project=place.project,
            location=place.location,
            zones=place.zones,
            cluster_name=cluster.name,
            subnet_ids=ours.subnet_ids,
            node_accounts=accounts,
            disks_key=keys.get(DISKS),
        ),
    )
    GcpIdentities(
        "identity",
        GcpIdentitiesArgs(
            topology=topology,
            project=place.project,
            number=place.number,
            store_ids=objects.store_ids,
            workload_pool=cluster.workload_pool,
        ),
    )
    return replace(
        _handed_over(topology, ours, cluster, pools, files, keys),
        buckets=answering.buckets(objects.store_ids),
    )


def _network(
    topology: Topology, place: Place, exists: AdoptedSubnets | None
) -> GcpNetwork | GcpAdoptedNetwork:
    if exists is not None:
        return GcpAdoptedNetwork("network", exists)
    args = GcpNetworkArgs(topology=topology, network=place.network, location=place.location)
    return GcpNetwork("network", args)


def _keys(topology: Topology, place: Place) -> Mapping[str, pulumi.Output[str]]:
    """Return the keys of the customer by use; none where the plan leaves keys to Google."""
    if topology.encryption.key != "customer":
        return {}
    args = GcpKeysArgs(
        topology=topology,
        project=place.project,
        number=place.number,
        location=place.location,
        file_kinds=frozenset(map(kind_of, filesystems(topology))),
    )
    return GcpKeys("keys", args).key_ids


def _objects(topology: Topology, place: Place, keys: Mapping[str, pulumi.Output[str]]) -> GcpObjectStores:
    args = GcpObjectStoresArgs(
        topology=topology,
        project=place.project,
        location=place.location,
        key=keys.get(STORAGE),
        logs_key=keys.get(LOGS),
    )
    return GcpObjectStores("storage", args)


def _files(
    topology: Topology,
    place: Place,
    ours: GcpNetwork | GcpAdoptedNetwork,
    keys: Mapping[str, pulumi.Output[str]],
) -> GcpFileSystemsArgs:
    return GcpFileSystemsArgs(
        topology=topology,
        network=place.network,
        network_id=ours.network_id,
        project=place.project,
        location=place.location,
        zone=place.zones[0],
        peering=ours.peering,
        key=keys.get(STORAGE),
    )


def _cluster(
    topology: Topology,
    place: Place,
    ours: GcpNetwork | GcpAdoptedNetwork,
    account: pulumi.Output[str],
    keys: Mapping[str, pulumi.Output[str]],
) -> GcpCluster:
    kinds = set(map(kind_of, filesystems(topology)))
    # Before the cluster, so that its first log is kept.
    GcpLogs(
        "logs",
        GcpLogsArgs(
            topology=topology,
            project=place.project,
            location=place.location,
            cluster_name=names.own(topology, limit=names.CLUSTER_LIMIT),
            key=keys.get(LOGS),
        ),
    )
    args = GcpClusterArgs(
        topology=topology,
        project=place.project,
        location=place.location,
        zones=place.zones,
        network=ours,
        network_id=ours.network_id,
        cidr=ours.cidr,
        subnet_ids=ours.subnet_ids,
        system_subnet_id=ours.system_subnet_id,
        node_subnets=node_subnets(topology),
        node_account=account,
        keys=keys,
        has_filestore=FILESTORE in kinds,
        has_lustre=LUSTRE in kinds,
    )
    return GcpCluster("cluster", args)


def _handed_over(
    topology: Topology,
    ours: GcpNetwork | GcpAdoptedNetwork,
    cluster: GcpCluster,
    pools: GcpPools,
    files: GcpFileSystems,
    keys: Mapping[str, pulumi.Output[str]],
) -> KubernetesPlatform:
    encrypted = {"disk-encryption-kms-key": keys[DISKS]} if DISKS in keys else {}
    volumes = {
        store: {"handle": volume["handle"], "attributes": volume["attributes"]}
        for store, volume in files.volumes.items()
    }

    def made_inside(options: pulumi.ResourceOptions) -> Sequence[pulumi.Resource]:
        return declare(inside.manifests(topology, volumes), options)

    return KubernetesPlatform(
        # Nothing runs in a cluster without nodes.
        kubeconfig=pulumi.Output.all(cluster.kubeconfig, pools.node_pool_ids).apply(lambda known: known[0]),
        identity=cluster.cluster_id,
        version=f"v{ON_CLOUDS}",
        placements=pools.placements,
        storage_classes=inside.storage_classes(topology),
        inside=made_inside,
        storage=StorageDriver(name="pd.csi.storage.gke.io", parameters={"type": DISK_TYPE, **encrypted}),
        own_class=bounded(f"{topology.name}-clusters"),
        api_server=answering.api_server(ours.system_cidr, ours.services_cidr),
        dns=(answering.DNS,),
        credentials=answering.CREDENTIALS,
        kept_nodes={},  # every pool of the plan grows from nothing (pools.py)
        capabilities=(
            Capability(name="autoscaling", supported=True, reason="GKE starts and removes nodes as pods ask"),
        ),
    )
