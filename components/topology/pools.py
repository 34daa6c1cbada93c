"""Pools as the plan asks them, turned into machines and named nodes."""

from collections.abc import Mapping
from dataclasses import replace

from components.plan import model as plan_model
from components.topology.labels import labels
from components.topology.model import Cluster, Fabric, Machine, Nearness, Node, Pool, Role, Topology
from components.topology.names import node_name

HEAD = "head"
"""The name of the pool whose one node is the head of its cluster."""

LOGICAL_CPUS = 1
"""For a pool that names no cpu: what one task of Ray asks by default, so a node takes one at a time."""

# Ray's own default is 30 % of a node's memory, and never more than 200 GB, beyond which its allocator slows
# down. Shared memory (/dev/shm) is half of a Linux machine's memory unless mounted otherwise, so with 30 %
# the object stores of all pools that fit the memory fit there as well.
OBJECT_STORE_PERCENT = 30
OBJECT_STORE_MAXIMUM_BYTES = 200 * 10**9

NODES_ARE_NAMED_ON = frozenset({"local", "hosts"})
"""Targets whose counts are fixed and whose nodes Groundplan starts itself; elsewhere an autoscaler names
them.
"""


def object_store_bytes(memory_bytes: int) -> int:
    """Return how much of a node's memory, in bytes, its object store takes."""
    return min(memory_bytes * OBJECT_STORE_PERCENT // 100, OBJECT_STORE_MAXIMUM_BYTES)


def machine_of(asked: plan_model.Machine) -> Machine:
    """Return the machine that a plan asks of every node of a pool, with Groundplan's share for objects."""
    memory_bytes = asked.memory.bytes if asked.memory else 0
    return Machine(
        cpus=LOGICAL_CPUS if asked.cpu is None else asked.cpu,
        memory_bytes=memory_bytes,
        object_store_bytes=object_store_bytes(memory_bytes),
        gpus=asked.gpu.count if asked.gpu else 0,
        gpu_family=asked.gpu.family if asked.gpu else None,
        type=asked.type,
    )


def pool_of(plan: plan_model.Plan, cluster: plan_model.Cluster, asked: plan_model.Pool) -> Pool:
    """Return a pool of a cluster, its nodes not yet named."""
    return bare_pool(
        plan=plan,
        cluster=cluster,
        name=asked.name,
        machine=machine_of(asked.machine),
        minimum=asked.count.minimum,
        maximum=asked.count.maximum,
        capacity=tuple(asked.capacity),
        fabric=asked.fabric,
        placement=asked.placement,
    )


def bare_pool(
    *,
    plan: plan_model.Plan,
    cluster: plan_model.Cluster,
    name: str,
    machine: Machine,
    minimum: int = 1,
    maximum: int = 1,
    capacity: tuple[str, ...] = ("on-demand",),
    fabric: Fabric = "ethernet",
    placement: Nearness | None = None,
) -> Pool:
    """Return a pool with its role and labels, its nodes not yet named."""
    role: Role = "head" if name == HEAD else "worker"
    return Pool(
        name=name,
        cluster=cluster.name,
        role=role,
        count=minimum,
        maximum=maximum,
        machine=machine,
        capacity=capacity,
        fabric=fabric,
        placement=placement,
        labels=labels(plan=plan.name, cluster=cluster.name, purpose=cluster.purpose, pool=name, role=role),
    )


def asked_pool(plan: plan_model.Plan, pool: Pool) -> plan_model.Pool:
    """Return what the plan says of a pool that is its own, not a found one."""
    cluster = next(cluster for cluster in plan.clusters if cluster.name == pool.cluster)
    return next(asked for asked in cluster.pools if asked.name == pool.name)


def scales(cluster: Cluster) -> bool:
    """Return whether an autoscaler changes how many nodes a cluster has."""
    return any(pool.maximum > pool.count for pool in cluster.pools)


def with_nodes(pool: Pool, gpu_indexes: Mapping[str, tuple[int, ...]]) -> Pool:
    """Return `pool` with its nodes named; `gpu_indexes` maps the names of those that have GPUs to them."""
    names = [node_name(pool.cluster, pool.name, ordinal) for ordinal in range(pool.count)]
    nodes = [
        Node(name=name, ordinal=ordinal, gpu_indexes=gpu_indexes.get(name, ()))
        for ordinal, name in enumerate(names)
    ]
    return replace(pool, nodes=tuple(nodes))


def sizes_of_nodes(cluster: Cluster | tuple[Pool, ...]) -> dict[str, tuple[int, int]]:
    """Return node name to (ordinal, logical CPUs) of every named node."""
    pools = cluster.pools if isinstance(cluster, Cluster) else cluster
    return {node.name: (node.ordinal, pool.machine.cpus) for pool in pools for node in pool.nodes}


def has_gpus(topology: Topology) -> bool:
    """Return whether a pool of the plan has GPUs."""
    return any(pool.machine.gpus for cluster in topology.clusters for pool in cluster.pools)
