"""What a target hands over, and what it can do: the only thing that the layers above a target know of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import pulumi

from components.topology.model import Cluster
from components.topology.peers import Peer


@dataclass(frozen=True, kw_only=True)
class Capability:
    """Something a plan can ask for. Where `supported` is false, `reason` says why and `remedy` what to do instead."""

    name: str
    supported: bool
    reason: str
    remedy: str = ""


@dataclass(frozen=True, kw_only=True)
class RayletRequest:
    """One Ray node for a platform to run, told in Ray's own words and nothing of where it runs.

    `arguments` follow `ray start`; "{session}" in them stands for Ray's folder of sockets and logs, which only the
    platform knows. `probes` are addresses, as seen from the node, that answer 200 once it takes work.
    `private_memory_bytes` bounds what its processes may hold beside the object store.
    """

    cluster: str
    purpose: str
    pool: str
    node: str
    role: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    probes: tuple[str, ...]
    private_memory_bytes: int
    gpu_indexes: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class RunningNode:
    """A Ray node that a platform started. `incarnation` changes whenever its processes are new."""

    resource: pulumi.Resource
    incarnation: pulumi.Output[str]
    state: pulumi.Output[str]


@dataclass(frozen=True, kw_only=True)
class HostsPlatform:
    """Hosts on which processes run and volumes are mounted.

    `run_raylet(name, request, head_incarnation, options)` starts a node; `forward(name, cluster, port, options)` opens
    a port of a cluster to the owner of this machine and gives its address; `token_files` are by cluster.
    """

    isolation: Mapping[str, str]
    stores: pulumi.Output[list[dict[str, Any]]]
    registry: Mapping[str, str] | None
    token_files: Mapping[str, str]
    run_raylet: Callable[[str, RayletRequest, pulumi.Output[str] | None, pulumi.ResourceOptions], RunningNode]
    forward: Callable[[str, Cluster, int, pulumi.ResourceOptions], pulumi.Output[str]]
    capabilities: tuple[Capability, ...] = field(default=())

    def outputs(self) -> dict[str, Any]:
        """What the stack says of the platform itself."""
        return {"isolation": self.isolation, "stores": self.stores, "registry": self.registry}


@dataclass(frozen=True, kw_only=True)
class Placement:
    """Where the pods of one pool run: what they must select, what they prefer, and what they tolerate.

    `capacities` are the values of the label `groundplan-capacity` in the order in which they are tried. `zones` are the
    only ones that its nodes can be in, as nodes are labelled with them; none where nobody can promise that. `devices`
    are what each pod asks besides processors, memory and GPUs, such as the interfaces of a fabric, by resource.
    `claims` are classes of devices, by a name of ours, of which each pod gets all that its machine has.
    """

    node_selector: Mapping[str, str]
    capacities: tuple[str, ...]
    tolerations: tuple[Mapping[str, str], ...] = ()
    zones: tuple[str, ...] = ()
    devices: Mapping[str, str] = field(default_factory=dict)
    claims: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class StorageDriver:
    """What makes the volumes of a cluster's default storage class, and what it is told there, outputs included."""

    name: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Stored:
    """What a cluster has of a stack's storage already, and what therefore stays whatever its default class is by now.

    `classes` is what each class of the stack was made with, by its name. `drivers` are those of the volumes that are
    there, by the name of their class, which may be gone; `modes` is how each claim is mounted, by namespace and name.
    """

    classes: Mapping[str, StorageDriver] = field(default_factory=dict)
    drivers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    modes: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, order=True)
class Port:
    """A port of a protocol, which is "TCP" or "UDP"."""

    protocol: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Addresses:
    """Ranges of addresses at which something answers that is no pod, and on which ports."""

    cidrs: tuple[str, ...]
    ports: tuple[Port, ...]


@dataclass(frozen=True, kw_only=True)
class Anywhere:
    """Machines at which something answers and that neither ranges nor labels name on this network: on which ports."""

    ports: tuple[Port, ...]


@dataclass(frozen=True, kw_only=True)
class Pods:
    """Pods of one namespace that answer, told by labels, and on which ports of their own."""

    namespace: str
    labels: Mapping[str, str]
    ports: tuple[Port, ...]


@dataclass(frozen=True, kw_only=True)
class Room:
    """What one node has left: processors, and memory in bytes."""

    cpus: Fraction | int
    memory_bytes: int


@dataclass(frozen=True, kw_only=True)
class Bucket:
    """A store of objects that opens to whoever a pod is, without keys.

    `uri` is like s3://bucket, gs://bucket or abfss://container@account.dfs.core.windows.net; `region` is what requests
    are signed for, where the service asks that; `ranges` are the addresses at which it answers, on port 443.
    """

    uri: pulumi.Input[str]
    ranges: tuple[str, ...] | pulumi.Output[Sequence[str]]
    region: str | None = None


Define = Callable[[str, Sequence[Mapping[str, Any]], pulumi.ResourceOptions], pulumi.Resource]
Keep = Callable[[bool, Sequence[str], Sequence[str], pulumi.ResourceOptions], pulumi.Resource]


@dataclass(frozen=True, kw_only=True)
class KubernetesPlatform:
    """A Kubernetes cluster on which objects are declared.

    `kubeconfig` is secret; `identity` tells the cluster from every other, also from one that was made again: the UID of
    its namespace kube-system, or what its provider calls it. `placements` are by (cluster, pool). `storage_classes` are
    by store name: a class that is there and encrypts; for other stores one is made from the driver `storage`, and
    `own_class` names the one for volumes that no store of the plan names. `present` names the services that the cluster
    has and that are not ours: "kuberay", "kueue", "gpu-operator",
    "prometheus", "cert-manager". `inside` makes what the target itself makes in the cluster before anything else,
    such as the labels of an inventory's nodes. `define(operator, manifests, options)` makes the definitions of an
    operator's kinds as one resource; without it each is an object like any other. `keep(is_kept, classes, namespaces,
    options)` says of the volumes of classes that namespaces have claimed whether they outlive their claims. `stored` is
    what is there of the stack's storage, for a cluster that was there before it. `api_server` and `dns` are where pods
    find the API server and names, `credentials` where they get those of their identity; `buckets` are the stores that
    open to it, by name, and `account_annotations` what tells a service account which identity it is, by identity.
    `images` are what the target itself runs in the cluster, by their names in images.lock; `capabilities` are told
    where they are not `supported`. `peers` are networks that are joined, which pods call where they are told to.
    `kept_nodes` are how many nodes a pool keeps that no pod asks for, by (cluster, pool), 0 where none is told; it is
    None for a cluster that stays when the stack goes, so that nothing in it need be waited for. `gpu_software` is what
    machines with GPUs bring themselves, in the words of topology/gpu_software.py; `gpu_runtime` is what their
    containerd calls the runtime of that toolkit. `pulls_images_early` is whether machines with GPUs get the runtime
    image as soon as they join: where machines come as pods ask, and images are not streamed. `monitor_labels` are what
    the cluster's own Prometheus takes up monitors and rules by, by their kind. `spare` is what nodes that take any pod
    have left beside the pools, None where that bounds nothing.
    """

    kubeconfig: pulumi.Output[str]
    identity: pulumi.Input[str]
    version: str
    placements: Mapping[tuple[str, str], Placement]
    storage_classes: Mapping[str, str]
    inside: Callable[[pulumi.ResourceOptions], Sequence[pulumi.Resource]]
    define: Define | None = None
    keep: Keep | None = None
    storage: StorageDriver | None = None
    stored: Stored = field(default_factory=Stored)
    own_class: str | None = None
    present: frozenset[str] = frozenset()
    api_server: tuple[Addresses | Anywhere, ...] = ()
    dns: tuple[Addresses | Pods, ...] = ()
    credentials: tuple[Addresses, ...] = ()
    buckets: Mapping[str, Bucket] = field(default_factory=dict)
    account_annotations: Mapping[str, Mapping[str, pulumi.Input[str]]] = field(default_factory=dict)
    images: tuple[str, ...] = ()
    kept_nodes: Mapping[tuple[str, str], int] | None = None
    peers: tuple[Peer, ...] = ()
    gpu_software: frozenset[str] = frozenset()
    gpu_runtime: str = "nvidia"
    pulls_images_early: bool = False
    monitor_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    spare: tuple[Room, ...] | None = None
    capabilities: tuple[Capability, ...] = field(default=())

    def outputs(self) -> dict[str, Any]:
        """What the stack says of the platform itself."""
        return {
            "kubernetes": {
                "identity": self.identity,
                "version": self.version,
                "present": sorted(self.present),
            }
        }
