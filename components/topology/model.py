"""The topology: every decision a plan leaves open, taken, as frozen data.

It names no provider's resource and knows no clock and no network. Tuples are sorted by name, so two plans
that differ only in the order of their lists have equal topologies.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from components.catalog.model import Offer
from components.topology.existing_nodes import GpuProfile as GpuProfile
from components.topology.existing_nodes import InventoryNode as InventoryNode
from components.topology.ports import ClusterPorts as ClusterPorts
from components.topology.ports import NodePorts as NodePorts
from components.topology.runtime import Runtime

Purpose = Literal["training", "serving"]
Role = Literal["head", "worker"]
Access = Literal["read", "write"]
Fabric = Literal["ethernet", "rdma"]
Nearness = Literal["together", "spread", "anywhere"]
KeyOwner = Literal["platform", "customer"]

PROMOTION = "promotion"
"""The identity that carries a model from the registry to the models stores; it belongs to no cluster."""
REGISTRY = "registry"
"""What a store of versions of models holds, the part of a plan that serves it, and the identity of its server."""
OPERATOR = "operator"
"""The end of flows that stands for a person or a pipeline driving the command line."""
CLIENT = "client"
"""The end of flows that stands for whoever asks a served model."""
RESERVED_NAMES = frozenset({PROMOTION, OPERATOR, CLIENT})
"""Names that no cluster may have, since identities and the ends of flows are told apart by name alone."""


@dataclass(frozen=True, kw_only=True)
class Queue:
    """A team's share of the machines: work that asks more waits, or borrows from its cohort up to `borrow_percent`.

    `gpus` are by family; a family of None stands for any.
    """

    name: str
    cohort: str | None
    cpus: int
    memory_bytes: int
    gpus: Mapping[str | None, int]
    borrow_percent: int = 100


@dataclass(frozen=True, kw_only=True)
class Machine:
    """What every node of a pool gets.

    `cpus` is Ray's logical count. `memory_bytes` holds everything of the node, its object store of
    `object_store_bytes` included; both are 0 beyond `local` where the plan leaves the choice to the catalog.
    """

    cpus: int
    memory_bytes: int
    object_store_bytes: int
    gpus: int = 0
    gpu_family: str | None = None
    type: str | None = None


@dataclass(frozen=True, kw_only=True)
class Node:
    """One Ray node of a pool of fixed count; `gpu_indexes` are the machine's GPUs that belong to it alone."""

    name: str
    ordinal: int
    gpu_indexes: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Pool:
    """`count` equal nodes, growing to `maximum`; `nodes` names them where the target does not.

    On a cloud `offer` is the machine that the catalog chose, and `machine` what a pod may take of it; its nodes are in
    `zones` alone, just one where a fabric, a reservation or `placement` asks that, and have `pods_per_node` at most.
    A `placement` of None leaves it to the target, which goes by the fabric.
    `inventory` are the nodes of a cluster that exists on which they run, `selector` the labels of nodes that something
    else makes; `hourly_usd` is the most that an hour of one costs, where the plan says it; `gpu_profile` divides their
    GPUs.
    """

    name: str
    cluster: str
    role: Role
    count: int
    maximum: int
    machine: Machine
    capacity: tuple[str, ...]
    labels: Mapping[str, str]
    nodes: tuple[Node, ...] = ()
    inventory: tuple[InventoryNode, ...] = ()
    selector: Mapping[str, str] = field(default_factory=dict)
    hourly_usd: Decimal | None = None
    gpu_profile: GpuProfile | None = None
    offer: Offer | None = None
    fabric: Fabric = "ethernet"
    placement: Nearness | None = None
    zones: tuple[str, ...] = ()
    pods_per_node: int | None = None


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """One Ray cluster: its network segment, its identity and its pools sorted by name.

    Its work waits in `queue`, if it has one. A scaling node without work goes after `idle_node_s`, the whole cluster
    after `idle_stop_s`, never where that is None. Pods of the namespaces `callers` may ask its model.
    """

    name: str
    purpose: Purpose
    segment: str
    identity: str
    pools: tuple[Pool, ...]
    ports: ClusterPorts
    labels: Mapping[str, str]
    queue: str | None = None
    idle_node_s: int = 600
    idle_stop_s: int | None = None
    callers: tuple[str, ...] = ()

    @property
    def head(self) -> Pool:
        """The pool of the one head node."""
        return next(pool for pool in self.pools if pool.role == "head")


@dataclass(frozen=True, kw_only=True)
class Store:
    """A place for data; `holds` decides who may reach it; `implied` ones are not named in the plan."""

    name: str
    holds: str
    kind: str
    size_bytes: int
    throughput_bytes_per_s: int | None
    keep_s: int | None
    versions: int | None
    endpoint: str | None
    implied: bool
    labels: Mapping[str, str]

    @property
    def opens_by_identity(self) -> bool:
        """Whether it is a bucket that the target itself makes, which opens to whoever a pod is, without keys."""
        return self.kind == "object" and not self.endpoint


@dataclass(frozen=True, kw_only=True)
class Right:
    """`identity` may read `store`, or read and write it. What no right grants is denied."""

    identity: str
    store: str
    access: Access


@dataclass(frozen=True, kw_only=True)
class Flow:
    """`source` may open connections to `destination` on the named port. What no flow grants is denied.

    An end is `operator`, `client` or the name of a cluster; `port_name` is a field of `ClusterPorts`, or
    `nodes` for every port of every node of the cluster.
    """

    source: str
    destination: str
    protocol: Literal["tcp"]
    port_name: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Subnet:
    """The addresses of one segment in one zone."""

    name: str
    zone: str
    segment: str
    cidr: str


@dataclass(frozen=True, kw_only=True)
class Network:
    """A private network; only `allowed_cidrs` reach its endpoints from outside, none where it is empty."""

    cidr: str
    zones: tuple[str, ...]
    allowed_cidrs: tuple[str, ...]
    subnets: tuple[Subnet, ...]


@dataclass(frozen=True, kw_only=True)
class Encryption:
    """Whose key encrypts whatever holds data, and how often it is replaced; None leaves that to the key's owner."""

    key: KeyOwner = "platform"
    rotation_s: int | None = None


@dataclass(frozen=True, kw_only=True)
class Topology:
    """All of a plan, decided; `notes` are sentences for the operator, as on what became of a found GPU. `runtime` is
    what its nodes run, in `image` where there is one.

    `allowed_cidrs` may reach what is exposed; where it is empty nothing is. `made_by` is the label of the stack that
    makes it: on objects and nodes, never in a template of theirs, where one label more would make all of it anew.
    """

    name: str
    target: str
    location: str | None
    environment: str
    owner: str | None
    labels: Mapping[str, str]
    network: Network | None
    stores: tuple[Store, ...]
    clusters: tuple[Cluster, ...]
    identities: tuple[str, ...]
    rights: tuple[Right, ...]
    flows: tuple[Flow, ...]
    image: str | None
    deletion_protection: bool
    notes: tuple[str, ...] = ()
    queues: tuple[Queue, ...] = ()
    allowed_cidrs: tuple[str, ...] = ()
    made_by: Mapping[str, str] = field(default_factory=dict)
    encryption: Encryption = Encryption()
    runtime: Runtime = field(default_factory=Runtime)
    monthly_usd: Decimal | None = None
    """The most that a month may cost; None where the plan has no budget."""
