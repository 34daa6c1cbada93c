"""What a plan says of machines that exist already: which nodes belong to which pool, and whose share they are."""

from typing import Annotated

from components.plan.fields import Capacity, Name
from components.plan.forms import Matching, Row, Whole
from components.plan.quantities import GpuShare, Memory, Money
from components.plan.section import Section

PoolPath = Annotated[
    str,
    Matching(
        "a pool of a cluster",
        r"[a-z][a-z0-9-]*/[a-z][a-z0-9-]*",
        "<cluster>/<pool>",
        "name the cluster and the pool, such as train/gpu",
    ),
]
NodePattern = Annotated[
    str,
    Matching(
        "the name of a node",
        r"[a-z0-9*](?:[a-z0-9.*-]{0,251}[a-z0-9*])?",
        "a node's name as `kubectl get nodes` shows it, where * stands for any characters",
        "write the name, or a pattern such as gpu-*",
    ),
]
Selection = Annotated[
    str,
    Matching(
        "a label with its value",
        r"(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?"
        r"=(?:[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?",
        "<key>=<value> as Kubernetes has labels",
        "write for example karpenter.sh/nodepool=gpu",
    ),
]
GpuProfileWord = Annotated[
    str,
    Matching(
        "a division of GPUs",
        r"mig-[1-7]g\.[1-9][0-9]{0,2}gb|shared-(?:[2-9]|1[0-6])",
        "mig-<slices>g.<memory>gb as the card's maker names it, or shared-<2 to 16>",
        "write for example mig-1g.10gb, or shared-4 for four containers that take turns on each GPU",
    ),
]


class Inventory(Section):
    """Nodes of a Kubernetes cluster that exists, and the pool that they belong to."""

    pool: Annotated[PoolPath, Row()]
    """The pool, as `<cluster>/<pool>`."""
    nodes: Annotated[tuple[NodePattern, ...], Row()] = ()
    """Names of nodes, or patterns; they get the pool's labels, and with GPUs its taint."""
    selector: Annotated[
        tuple[Selection, ...],
        Row(note="instead of nodes, where something else makes them; they are left as they are"),
    ] = ()
    """Labels that the pool's nodes will have."""
    capacity: Annotated[Capacity, Row()] = "on-demand"
    """How these nodes were bought; a pool takes them in the order of its own `capacity`."""
    hourly: Annotated[
        Money | None, Row(unit="USD an hour", note="of several entries of a pool the dearest counts")
    ] = None
    """What one of these nodes costs, whether or not it works; not known by default, and then in no sum."""


class Queue(Section):
    """A team's share of the machines, kept by Kueue: who asks more waits."""

    name: Annotated[Name, Row()]
    """Name of the queue; unique among the queues."""
    cpu: Annotated[int, Whole(1, 1_000_000), Row(unit="cores")]
    """Processors that are the queue's own."""
    memory: Annotated[Memory, Row(unit="bytes")]
    """Memory that is the queue's own."""
    gpu: Annotated[tuple[GpuShare, ...], Row(unit="GPUs")] = ()
    """GPUs that are the queue's own, each family once."""
    cohort: Annotated[Name | None, Row()] = None
    """Queues of one cohort lend each other what they do not use."""
    borrow: Annotated[int, Whole(0, 1000), Row(unit="percent of its own share")] = 100
    """How much the queue may borrow from its cohort."""
