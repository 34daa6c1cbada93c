"""Google Cloud as a target: refuses what it would refuse later, then makes the rest in order and hands the cluster
over.

It asks nothing before the plan is resolved. Who runs `up` against a private endpoint has to be in the network, or in a
peer (`peering.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import pulumi

from components.contract import Capability, KubernetesPlatform, StorageDriver
from components.gcp import answering, gpu_metrics, inside, limits, peering_limits, settings, software
from components.gcp.adopted_subnets import AdoptedSubnets
from components.gcp.keys import DISKS
from components.gcp.parts import Parts, planned_network
from components.gcp.streaming import is_streamed
from components.objects import declare
from components.topology import cluster_version, peers
from components.topology.errors import TopologyError, TopologyErrors
from components.topology.model import Topology
from components.topology.names import bounded

PROJECT = "project"
DISK_TYPE = "pd-balanced"


def gather(_stack: str) -> None:
    """Ask nothing: the plan and the catalog tell all that has to be known before anything is made."""


def refusals(topology: Topology, _facts: None) -> list[TopologyError]:
    """Return everything that Google Cloud would refuse of a plan with what the stack's configuration says.

    Nobody is asked. Raises TopologyErrors where the configuration has another form.
    """
    if found := limits.errors(topology):
        return found
    exists, joined, _ = _said(topology)
    return [*peering_limits.errors(topology, joined, exists)]


def _said(topology: Topology) -> tuple[AdoptedSubnets | None, tuple[peers.Peer, ...], str]:
    """Return the network that is adopted, those that are joined, and the version. Raises TopologyErrors."""
    own = pulumi.Config("groundplan")
    exists = settings.adopted(topology, own.get_object("gcp"))
    version = cluster_version.read(own.get("kubernetes-version"))
    return exists, peers.read(own.get_object("peers"), peering_limits.form(exists)), version


def provision(topology: Topology, facts: None, _stack: str) -> KubernetesPlatform:
    """Return the platform. Raises TopologyErrors with everything that Google Cloud would refuse."""
    if refused := refusals(topology, facts):
        raise TopologyErrors(refused)
    exists, joined, version = _said(topology)
    cidr = exists.cidr if exists else planned_network(topology).cidr
    for note in topology.notes:
        pulumi.log.info(note)
    for peer in joined:
        pulumi.log.warn(peering_limits.owners_part(peer, cidr))
    return hand_over(Parts(topology, _project(), exists, joined, version))


def _project() -> str:
    given = pulumi.Config("gcp").get(PROJECT)
    if not given:
        raise pulumi.RunError(
            "gcp:project is not set, and everything is made in a project; "
            "set it by `pulumi config set gcp:project NAME`, as `gcloud projects list` shows it"
        )
    return given


def hand_over(parts: Parts) -> KubernetesPlatform:
    """Return what the layers above may use."""
    topology, network, cluster = parts.topology, parts.network, parts.cluster
    encrypted = {"disk-encryption-kms-key": parts.keys[DISKS]} if DISKS in parts.keys else {}
    return KubernetesPlatform(
        # Nothing runs in a cluster without nodes.
        kubeconfig=pulumi.Output.all(cluster.kubeconfig, parts.pools.node_pool_ids).apply(
            lambda known: known[0]
        ),
        identity=cluster.cluster_id,
        version=f"v{parts.version}",
        placements=parts.pools.placements,
        storage_classes=inside.storage_classes(topology),
        inside=lambda options: _inside(parts, options),
        storage=StorageDriver(name="pd.csi.storage.gke.io", parameters={"type": DISK_TYPE, **encrypted}),
        own_class=bounded(f"{topology.name}-clusters"),
        api_server=answering.api_server(network.system_cidr, network.services_cidr),
        dns=answering.DNS,
        credentials=answering.CREDENTIALS,
        buckets=answering.buckets(parts.objects.store_ids),
        kept_nodes={},  # every pool of the plan grows from nothing (pools.py)
        present=software.PRESENT,
        gpu_software=software.GPU_SOFTWARE,
        pulls_images_early=not is_streamed(topology.image or ""),
        images=software.images(topology, parts.version),
        peers=parts.peers,
        capabilities=(
            Capability(name="autoscaling", supported=True, reason="GKE starts and removes nodes as pods ask"),
        ),
    )


def _inside(parts: Parts, options: pulumi.ResourceOptions) -> Sequence[pulumi.Resource]:
    volumes = {
        store: {"handle": volume["handle"], "attributes": volume["attributes"]}
        for store, volume in parts.files.volumes.items()
    }
    made = [*filter(None, [parts.peering])]
    after = pulumi.ResourceOptions.merge(options, pulumi.ResourceOptions(depends_on=made))
    manifests = [*inside.manifests(parts.topology, volumes), *gpu_metrics.exporter_manifests(parts.topology)]
    return [*made, *declare(manifests, after)]
