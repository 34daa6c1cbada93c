"""The Azure target: refuses what Azure would refuse later, then makes its parts in order and hands the cluster over.

It makes nothing itself. Who runs `up` without `allowed_cidrs` has to be in the network, or in a peer (`peering.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import pulumi

from components.azure import inside, limits, local_disks, peering_limits, rotation, settings, software
from components.azure.addresses import API_SERVER, API_SERVICE_IP, ENDPOINTS, regional_subnets
from components.azure.parts import Parts, planned_network
from components.azure.settings import Settings
from components.contract import Addresses, Bucket, Capability, KubernetesPlatform, Pods, Port, StorageDriver
from components.objects import declare
from components.topology import cluster_version, peers
from components.topology.errors import TopologyError, TopologyErrors
from components.topology.model import Topology
from components.topology.names import bounded

HTTPS = (Port(protocol="TCP", number=443),)
API_PORTS = (*HTTPS, Port(protocol="TCP", number=4443))
"""The second is that of the nodes' tunnel ("API Server VNet Integration")."""
DNS = Pods(
    namespace="kube-system",
    labels={"k8s-app": "kube-dns"},
    ports=(Port(protocol="TCP", number=53), Port(protocol="UDP", number=53)),
)
ENTRA = Addresses(cidrs=("20.20.32.0/19", "20.190.128.0/18", "20.231.128.0/19", "40.126.0.0/18"), ports=HTTPS)
"""Where a pod changes its token for one of Azure ("Microsoft 365 URLs and IP address ranges", id 56)."""
DISKS = StorageDriver(name="disk.csi.azure.com", parameters={"skuName": "Premium_LRS"})
"""Disks that name no key of their own are encrypted by that of the cluster's disks."""
GPU_RUNTIME = "nvidia-container-runtime"
"""What containerd of AKS's image calls the runtime of that toolkit."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the stack's configuration says of the account; nothing need be known before the plan is resolved."""

    settings: Settings = field(default_factory=Settings)
    facts: None = None


def gather(_stack: str) -> Asked:
    """Ask nobody. Raises TopologyErrors where the stack's configuration says what cannot be."""
    own = pulumi.Config("groundplan")
    said = settings.read(own.get_object("azure"))
    joined = peers.read(own.get_object("peers"), peering_limits.form(said.adopted))
    version = cluster_version.read(own.get("kubernetes-version"))
    return Asked(settings=replace(said, peers=joined, kubernetes_version=version))


def refusals(topology: Topology, asked: Asked) -> list[TopologyError]:
    """Return every reason why Azure would refuse a plan with what the stack's configuration says; nobody is asked."""
    found = limits.errors(topology, asked.settings)
    return found or [*peering_limits.errors(topology, asked.settings.peers, asked.settings.adopted)]


def provision(topology: Topology, asked: Asked, stack: str) -> KubernetesPlatform:
    """Return the platform. Raises TopologyErrors with every reason why Azure would refuse it."""
    joined = asked.settings.peers
    if errors := refusals(topology, asked):
        raise TopologyErrors(errors)
    exists = asked.settings.adopted
    cidr = exists.cidr if exists else planned_network(topology).cidr
    for note in topology.notes:
        pulumi.log.info(note)
    for peer in joined:
        pulumi.log.warn(peering_limits.owners_part(peer, cidr))
    return hand_over(Parts(topology, asked.settings, stack))


def hand_over(parts: Parts) -> KubernetesPlatform:
    """Return what the layers above may use."""
    topology = parts.topology
    return KubernetesPlatform(
        kubeconfig=parts.cluster.kubeconfig,
        identity=parts.cluster.cluster_id,
        version=f"v{parts.version}",
        placements=parts.pools.placements,
        storage_classes=inside.storage_classes(topology),
        own_class=bounded(f"{topology.name}-clusters"),
        storage=DISKS,
        inside=lambda options: _inside(parts, options),
        api_server=(Addresses(cidrs=(_range(parts, API_SERVER), f"{API_SERVICE_IP}/32"), ports=API_PORTS),),
        dns=(DNS,),
        credentials=(ENTRA,),
        buckets={
            # Stores answer at private endpoints alone.
            store: Bucket(uri=made.uri, ranges=(_range(parts, ENDPOINTS),))
            for store, made in parts.objects.items()
        },
        account_annotations=parts.identities.annotations,
        peers=parts.said.peers,
        kept_nodes={},  # every pool of the plan grows from nothing (pools.py)
        present=software.PRESENT,
        gpu_software=software.GPU_SOFTWARE,
        images=software.images(topology, parts.version),
        gpu_runtime=GPU_RUNTIME,
        pulls_images_early=True,
        capabilities=tuple(_capabilities(topology)),
    )


def _inside(parts: Parts, options: pulumi.ResourceOptions) -> Sequence[pulumi.Resource]:
    made = parts.inside()
    after = pulumi.ResourceOptions.merge(options, pulumi.ResourceOptions(depends_on=made))
    return [*made, *declare(inside.manifests(parts.topology, parts.files), after)]


def _range(parts: Parts, use: str) -> str:
    """Return the addresses of what lies in no zone; of a network that is adopted, all of its own."""
    if parts.said.adopted is not None:
        return parts.said.adopted.cidr
    subnets = regional_subnets(parts.topology.name, parts.planned)
    return next(one.cidr for one in subnets if one.use == use)


def _capabilities(topology: Topology) -> Iterator[Capability]:
    yield Capability(name="autoscaling", supported=True, reason="AKS starts and removes nodes as pods ask")
    yield from rotation.told_by_hand(topology)
    yield from local_disks.idle_disks(topology)
    for store in topology.stores:
        if store.versions is not None and store.kind == "object":
            yield Capability(
                name=f"storage[{store.name}].versions",
                supported=False,
                reason="Azure keeps every former version of an object, and no rule of its counts them",
                remedy="give keep: to let what is old go, or leave versions: out",
            )
