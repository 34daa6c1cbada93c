"""The AWS target: refuses what AWS would refuse later, then makes network, keys, stores, cluster and pools in order.

It makes nothing itself; each part is a file beside it. `gather` asks nothing: what is known of AWS is in the catalog.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any

import pulumi

from components.aws import autoscaler, limits, peering_limits, rdma, software
from components.aws.addresses import control_plane_subnets, service_cidr
from components.aws.adopted import AwsAdoptedNetwork
from components.aws.configuration import configuration
from components.aws.parts import Parts, planned_network
from components.aws.volumes import Mounted, class_names, volume_manifests
from components.contract import Addresses, Bucket, KubernetesPlatform, Pods, Port, StorageDriver
from components.objects import declare
from components.topology.errors import TopologyError, TopologyErrors
from components.topology.model import Topology
from components.topology.names import bounded

HTTPS = (Port(protocol="TCP", number=443),)
DNS = (Port(protocol="TCP", number=53), Port(protocol="UDP", number=53))
CREDENTIALS = (Addresses(cidrs=("169.254.170.23/32",), ports=(Port(protocol="TCP", number=80),)),)
"""Where the agent of EKS Pod Identity answers, on every machine (Amazon EKS, "Set up the Pod Identity Agent")."""
DNS_ADDRESS = 10
"""Amazon EKS gives the cluster's names the tenth address of its services, and the API server the first."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is known before the plan is resolved: nothing."""

    facts: None = None


def gather(_stack: str) -> Asked:
    """Ask nothing."""
    return Asked()


def refusals(topology: Topology, _asked: Asked) -> list[TopologyError]:
    """Return every reason why AWS would refuse a plan with what the stack's configuration says; nobody is asked.

    Raises TopologyErrors or pulumi.RunError where the configuration has another form.
    """
    given = configuration()
    found = limits.errors(topology, given.control_plane_zones, given.adopted)
    return found or [*peering_limits.errors(topology, given.peers, given.adopted)]


def provision(topology: Topology, asked: Asked, stack: str) -> KubernetesPlatform:
    """Make the platform. Raises TopologyErrors with every reason why AWS would refuse it."""
    if errors := refusals(topology, asked):
        raise TopologyErrors(errors)
    given = configuration()
    cidr = given.adopted.cidr if given.adopted else planned_network(topology).cidr
    for note in topology.notes:
        pulumi.log.info(note)
    for peer in given.peers:
        pulumi.log.warn(peering_limits.owners_part(peer, cidr))
    return hand_over(Parts(topology, given, stack))


def inside(parts: Parts, options: pulumi.ResourceOptions) -> Sequence[pulumi.Resource]:
    """Make what the target has in the cluster: the autoscaler, and the volumes of file systems."""
    order = pulumi.Output.all(
        **{str(rank): found for rank, found in parts.pools.scaling_groups.items()}
    ).apply(lambda known: autoscaler.priorities({int(rank): found for rank, found in known.items()}))
    manifests = [
        *autoscaler.scaling_manifests(parts.topology, parts.location, parts.name, parts.version, order),
        *rdma.plugin_manifests(parts.topology),
    ]
    if parts.files:
        mounted = {
            store: Mounted(
                file_system_id=parts.files.store_ids[store], address=parts.files.endpoints[store],
                mount_name=parts.files.mount_names[store],
            )
            for store in parts.files.store_ids
        }  # fmt: skip
        manifests += volume_manifests(parts.topology, mounted)
    made = [parts.rest, parts.pools, parts.autoscaler, parts.identities, *filter(None, [parts.peering])]
    after = pulumi.ResourceOptions.merge(options, pulumi.ResourceOptions(depends_on=made))
    return [*made, *declare(manifests, after)]


def hand_over(parts: Parts) -> KubernetesPlatform:
    """Return what the layers above may use."""
    services = IPv4Network(service_cidr(parts.network.cidr))
    return KubernetesPlatform(
        kubeconfig=parts.cluster.kubeconfig,
        identity=parts.cluster.cluster_id,
        version=f"v{parts.version}",
        placements=parts.pools.placements,
        storage_classes=class_names(parts.topology),
        own_class=bounded(f"{parts.topology.name}-clusters"),
        storage=StorageDriver(name="ebs.csi.aws.com", parameters=_volume_parameters(parts)),
        inside=lambda options: inside(parts, options),
        api_server=(
            Addresses(cidrs=(f"{services[1]}/32",), ports=HTTPS),
            Addresses(cidrs=_control_plane_cidrs(parts), ports=HTTPS),
        ),
        dns=(
            Addresses(cidrs=(f"{services[DNS_ADDRESS]}/32",), ports=DNS),
            Pods(namespace="kube-system", labels={"k8s-app": "kube-dns"}, ports=DNS),
        ),
        credentials=CREDENTIALS,
        present=software.PRESENT,
        gpu_software=software.GPU_SOFTWARE,
        pulls_images_early=True,
        kept_nodes={},  # groups are empty until pods ask (pools.py)
        buckets=_buckets(parts),
        peers=parts.peers,
        images=software.images(parts.topology, parts.version),
    )


def _buckets(parts: Parts) -> dict[str, Bucket]:
    return {
        store: Bucket(
            uri=pulumi.Output.concat("s3://", name), region=parts.location, ranges=parts.store_ranges
        )
        for store, name in parts.storage.store_ids.items()
    }


def _volume_parameters(parts: Parts) -> dict[str, Any]:
    key = parts.keys.get("disks")
    return {"type": "gp3", "encrypted": "true", **({} if key is None else {"kmsKeyId": key})}


def _control_plane_cidrs(parts: Parts) -> tuple[str, ...]:
    if isinstance(parts.network, AwsAdoptedNetwork):
        return (parts.network.cidr,)
    return tuple(one.cidr for one in control_plane_subnets(planned_network(parts.topology), parts.zones))
