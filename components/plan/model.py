"""The plan's models: every field of a capacity plan with its type, default, description and row of the reference.

A `Plan` made by `loading.load_plan` has passed every rule; one made by hand has passed only the field types.
"""

from typing import Annotated, Any, Literal

from pydantic import model_validator

from components.plan.defaults import with_defaults
from components.plan.demand import ONLY_CHECKED, Budget, Waiver, Workload
from components.plan.fields import (
    Capacity,
    Environment,
    Line,
    Location,
    MachineType,
    Name,
    Namespace,
    Purpose,
    Target,
    Zone,
)
from components.plan.forms import Row, Whole
from components.plan.network import Network
from components.plan.quantities import Count, Duration, Gpu, Memory
from components.plan.reasons import (
    MADE_NODES,
    NO_NODES,
    NO_QUEUES,
    OWN_CLUSTER,
    OWN_LOOPBACK,
)
from components.plan.runtime import Runtime
from components.plan.section import Section
from components.plan.sharing import GpuProfileWord, Inventory, Queue
from components.plan.stores import Encryption, Store

Fabric = Literal["ethernet", "rdma"]
Placement = Literal["together", "spread", "anywhere"]
Cpus = Annotated[int, Whole(1, 1024)]
ON_KUBERNETES = "kubernetes, aws, gcp, azure"
LESS_FOR_PODS = "on a cloud what is left beside the provider's reservations"


class Machine(Section):
    """A machine of a pool: the least it must have, or exactly one type."""

    cpu: Annotated[
        Cpus | None,
        Row(
            unit="cores",
            note=f"on local it is Ray's logical count, and may exceed the cores; {LESS_FOR_PODS}",
        ),
    ] = None
    """Processors, at least."""
    memory: Annotated[
        Memory | None, Row(unit="bytes", note=f"on local it is exact, and enforced; {LESS_FOR_PODS}")
    ] = None
    """Memory, at least."""
    gpu: Annotated[Gpu | None, Row(unit="GPUs")] = None
    """Number and family, or exact name, of the GPUs; a family matches every variant."""
    type: Annotated[
        MachineType | None,
        Row(
            targets="aws, gcp, azure",
            local="it has just this machine",
            kubernetes="the inventory names its nodes",
        ),
    ] = None
    """Exactly this type of machine, instead of the least it must have."""


class Pool(Section):
    """Equal machines of a cluster. The pool named `head` is the cluster's head: one machine."""

    name: Annotated[Name, Row()]
    """Name of the pool; unique in its cluster."""
    machine: Annotated[Machine, Row()]
    """What each machine of the pool has."""
    count: Annotated[
        Count, Row(unit="machines", note="a range is refused on local, whose nodes do not scale")
    ]
    """How many: a number, or a range `a..b` that scales by itself."""
    fabric: Annotated[
        Fabric,
        Row(
            local="its nodes talk over the loopback of one machine",
            kubernetes="no plugin for such network devices is declared yet",
        ),
    ] = "ethernet"
    """The network between the machines of the pool."""
    placement: Annotated[
        Placement | None,
        Row(
            targets="aws, gcp, azure; spread on aws alone",
            default="follows the fabric",
            local="this machine is one",
            kubernetes="its nodes stand where they stand",
            note="together takes the first zone unless `zone` is given; rdma on aws and gcp is together by default",
        ),
    ] = None
    """How near the machines of the pool stand: close by each other, each on hardware of its own, or as it comes."""
    capacity: Annotated[tuple[Capacity, ...], Row(local="it rents nothing")] = ("on-demand",)
    """How the machines are bought, in the order in which it is tried."""
    zone: Annotated[
        Zone | None,
        Row(
            targets="aws, gcp, azure",
            local="this machine is one zone",
            kubernetes="the inventory names its nodes",
            note="a reservation needs it where the network has several; fabric rdma takes the first unless it is given",
        ),
    ] = None
    """The one zone of the network that all machines of the pool are in; any of its zones by default."""
    gpu_profile: Annotated[
        GpuProfileWord | None,
        Row(
            targets=ON_KUBERNETES,
            local="it hands whole GPUs to its nodes",
            note="on gcp shared is for machines with one GPU",
        ),
    ] = None
    """How each GPU of the pool is divided; whole GPUs by default."""


class Cluster(Section):
    """A Ray cluster with its own identity, token and network segment."""

    name: Annotated[Name, Row()]
    """Name of the cluster; unique among the clusters."""
    purpose: Annotated[Purpose, Row()]
    """What it is for; with the stores' `holds` this decides its rights."""
    pools: Annotated[tuple[Pool, ...], Row(default="required until sizing is built")] = ()
    """Its pools; exactly one is named `head`."""
    queue: Annotated[Name | None, Row(targets=ON_KUBERNETES, local=NO_QUEUES)] = None
    """The queue in which the cluster waits for its machines; none by default."""
    idle_node: Annotated[Duration, Row(unit="s", targets=ON_KUBERNETES, local="its nodes do not scale")] = (
        Duration(600)
    )
    """How long a node of a range may be without work before it is given back."""
    idle_stop: Annotated[
        Duration | None,
        Row(unit="s", targets=ON_KUBERNETES, local="its clusters stop by `groundplan down`"),
    ] = None
    """How long the whole cluster may be without work before it stops; never by default."""
    callers: Annotated[
        tuple[Namespace, ...],
        Row(targets="kubernetes", local=OWN_LOOPBACK, cloud=OWN_CLUSTER),
    ] = ()
    """Namespaces of the Kubernetes cluster whose pods may ask the served model; none by default."""


class Plan(Section):
    """A capacity plan."""

    name: Annotated[Name, Row()]
    """Name of the plan; part of the name of everything made from it."""
    target: Annotated[Target, Row(note="hosts is not built and refused by name")]
    """Where it is made."""
    location: Annotated[
        Location | None,
        Row(
            targets="aws, gcp, azure (required)",
            local="this machine is the location",
            kubernetes="the cluster is where it is",
        ),
    ] = None
    """The region."""
    environment: Annotated[
        Environment,
        Row(
            note="in production, and on a cloud always, no head is spot; in production stores are removed by name only"
        ),
    ] = "development"
    """How careful the defaults are."""
    owner: Annotated[Line | None, Row()] = None
    """Who answers for it; becomes a label."""
    network: Annotated[Network, Row()] = Network()
    """The private network."""
    encryption: Annotated[Encryption, Row()] = Encryption()
    """The keys of the stores."""
    storage: Annotated[tuple[Store, ...], Row()] = ()
    """The stores."""
    runtime: Annotated[Runtime, Row()] = Runtime()
    """What the nodes run."""
    clusters: Annotated[tuple[Cluster, ...], Row()]
    """The Ray clusters; at least one."""
    inventory: Annotated[
        tuple[Inventory, ...], Row(targets="kubernetes (required)", local=NO_NODES, cloud=MADE_NODES)
    ] = ()
    """Which node belongs to which pool."""
    queues: Annotated[tuple[Queue, ...], Row(targets=ON_KUBERNETES, local=NO_QUEUES)] = ()
    """Shares of the machines, one for each team."""
    workloads: Annotated[tuple[Workload, ...], Row(note=ONLY_CHECKED)] = ()
    """The demand that the clusters are to meet."""
    budget: Annotated[
        Budget | None, Row(note="machines alone, by the catalog's list prices or those of the inventory")
    ] = None
    """What it may cost."""
    waivers: Annotated[tuple[Waiver, ...], Row(note="read by the policy packs")] = ()
    """Rules that may be broken, by whom and until when."""

    @model_validator(mode="before")
    @classmethod
    def _fill_defaults(cls, given: Any) -> Any:
        """Fill in the defaults that depend on another field."""
        return with_defaults(given)
