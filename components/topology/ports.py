"""The ports of clusters and nodes that may share one machine: a pure function of names.

Each name prefers the place that its digest points to and takes the next free one where a name before it was
faster. The order is fixed by ordinal and digest, never by the plan's order. Two laws follow, and the tests
hold them: a name that is added moves others only when it takes a place that one of them held; and a node that
is added with the highest ordinal of the plan moves nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from components.topology.errors import TopologyError, TopologyErrors
from components.topology.names import digest

# Above Ray's default worker ports (10002 to 19999), below what Linux gives to outgoing connections (from
# 32768), and clear of what Ray opens unasked: 23000 to 23999 for its client's servers, 30000 to 31000 for
# Serve's direct ingress.
CLUSTER_RANGE = range(20000, 23000)
NODE_RANGE = range(24000, 30000)

CLUSTER_BLOCK = 8
"""Six ports are named, two are spare, so that a seventh moves no cluster."""
NODE_BLOCK = 50
FIXED_NODE_PORTS = 6
SPARE_WORKERS = 32
"""Drivers, supervisors, controllers and proxies: actors that hold a port and no CPU."""
WORKERS_PER_CPU = 4
"""A CPU's running task, those blocked in `get` behind it, and idle workers not yet ended."""

CLUSTER_BLOCKS = len(CLUSTER_RANGE) // CLUSTER_BLOCK
NODE_BLOCKS = len(NODE_RANGE) // NODE_BLOCK


@dataclass(frozen=True, kw_only=True)
class NodePorts:
    """The ports of one raylet; workers bind `worker_low` to `worker_high`, both included."""

    node_manager: int
    object_manager: int
    agent_grpc: int
    agent_http: int
    runtime_env_agent: int
    metrics_export: int
    worker_low: int
    worker_high: int


@dataclass(frozen=True, kw_only=True)
class ClusterPorts:
    """The ports a cluster has once, on its head, and those of each of its named nodes by node name."""

    gcs: int
    job_api: int
    client: int
    serve: int
    autoscaler_metrics: int
    dashboard_metrics: int
    nodes: Mapping[str, NodePorts]


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A name that needs `blocks` neighbouring blocks; a lower `ordinal` is placed first."""

    name: str
    blocks: int
    ordinal: int = 0


def blocks_for(cpus: int) -> int:
    """Return how many blocks of `NODE_BLOCK` ports a node with `cpus` logical CPUs takes."""
    ports = FIXED_NODE_PORTS + SPARE_WORKERS + WORKERS_PER_CPU * cpus
    return -(-ports // NODE_BLOCK)


def nodes_that_fit(cpus: int) -> int:
    """Return how many nodes of `cpus` logical CPUs, and no others, find ports on one machine."""
    return NODE_BLOCKS // blocks_for(cpus)


def place(plan: str, claims: Iterable[Claim], blocks: int) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return the first block of every name that found a place among `blocks`, and the names without one."""
    taken: set[int] = set()
    placed: dict[str, int] = {}
    left: list[str] = []
    wishes = {claim: int(digest(f"{plan}/{claim.name}"), 16) for claim in claims}
    for claim, wish in sorted(wishes.items(), key=lambda item: (item[0].ordinal, item[1])):
        # Starts are multiples of the size: nodes of one size then fill the range without a gap between them.
        starts = blocks // claim.blocks
        for step in range(starts):
            start = (wish + step) % starts * claim.blocks
            wanted = range(start, start + claim.blocks)
            if taken.isdisjoint(wanted):
                taken.update(wanted)
                placed[claim.name] = start
                break
        else:
            left.append(claim.name)
    return placed, tuple(sorted(left))


def standard() -> ClusterPorts:
    """Return Ray's own ports, for clusters whose nodes have addresses of their own: nothing there collides.

    They are Ray's defaults (`ray start --help`), and those of its metrics in `ray_constants.py`.
    """
    return ClusterPorts(
        gcs=6379,
        job_api=8265,
        client=10001,
        serve=8000,
        autoscaler_metrics=44217,
        dashboard_metrics=44227,
        nodes={},
    )


def allocate(plan: str, clusters: Mapping[str, Mapping[str, tuple[int, int]]]) -> dict[str, ClusterPorts]:
    """Return the ports of every cluster; `clusters` maps cluster to node name to (ordinal, logical CPUs).

    Raises TopologyErrors where the machine has too few ports, with how many nodes would fit.
    """
    cluster_claims = [Claim(name=name, blocks=1) for name in clusters]
    heads, homeless_clusters = place(plan, cluster_claims, CLUSTER_BLOCKS)
    nodes = {name: size for members in clusters.values() for name, size in members.items()}
    node_claims = [
        Claim(name=name, blocks=blocks_for(cpus), ordinal=ordinal) for name, (ordinal, cpus) in nodes.items()
    ]
    blocks, homeless_nodes = place(plan, node_claims, NODE_BLOCKS)
    if homeless_clusters:
        raise TopologyErrors([_too_many_clusters(len(clusters))])
    if homeless_nodes:
        raise TopologyErrors(
            [_too_many_nodes(node_claims, homeless_nodes, max(cpus for _, cpus in nodes.values()))]
        )
    return {
        cluster: _cluster_ports(
            heads[cluster], {n: _node_ports(blocks[n], members[n][1]) for n in sorted(members)}
        )
        for cluster, members in sorted(clusters.items())
    }


def _cluster_ports(block: int, nodes: Mapping[str, NodePorts]) -> ClusterPorts:
    first = CLUSTER_RANGE.start + block * CLUSTER_BLOCK
    return ClusterPorts(
        gcs=first,
        job_api=first + 1,
        client=first + 2,
        serve=first + 3,
        autoscaler_metrics=first + 4,
        dashboard_metrics=first + 5,
        nodes=nodes,
    )


def _node_ports(block: int, cpus: int) -> NodePorts:
    first = NODE_RANGE.start + block * NODE_BLOCK
    return NodePorts(
        node_manager=first,
        object_manager=first + 1,
        agent_grpc=first + 2,
        agent_http=first + 3,
        runtime_env_agent=first + 4,
        metrics_export=first + 5,
        worker_low=first + FIXED_NODE_PORTS,
        worker_high=first + blocks_for(cpus) * NODE_BLOCK - 1,
    )


def _too_many_clusters(count: int) -> TopologyError:
    low, high = CLUSTER_RANGE.start, CLUSTER_RANGE.stop - 1
    return TopologyError(
        path="clusters",
        asked=f"the plan asks {count} clusters",
        allowed=f"ports {low} to {high} hold {CLUSTER_BLOCKS} clusters on one machine",
        remedy="split the plan over several machines",
    )


def _too_many_nodes(claims: list[Claim], homeless: tuple[str, ...], cpus: int) -> TopologyError:
    low, high = NODE_RANGE.start, NODE_RANGE.stop - 1
    blocks = sum(claim.blocks for claim in claims)
    return TopologyError(
        path="clusters",
        asked=f"the plan asks {len(claims)} nodes, which take {blocks} blocks of {NODE_BLOCK} ports, and "
        f"{len(homeless)} of them find none",
        allowed=f"ports {low} to {high} hold {NODE_BLOCKS} blocks on one machine, or {nodes_that_fit(cpus)} "
        f"nodes of {cpus} cpu",
        remedy="give fewer nodes, each with more cpu",
    )
