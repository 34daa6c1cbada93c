"""What nodes that take any pod have left beside a plan's pools, for what `up` brings besides. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from components.contract import Room
from components.kubernetes.gathering import Inventory
from components.kubernetes.running import HEAD
from components.topology import node_room
from components.topology.facts import NodeFacts, Requests
from components.topology.labels import STACK
from components.topology.model import Pool, Topology
from components.topology.pools import has_gpus


def spare(topology: Topology, found: Inventory) -> tuple[Room, ...] | None:
    """Return the room on each such node, or None where it does not bound what fits.

    That is so where nodes come when they are asked for, and where the plan's clusters run: whoever came first has room.
    Pods of others take their part, and so does what `up` puts on every node where the plan has GPUs. Machines of a pool
    are taken to fill one node after the other, so that what they leave is as large as it can be.
    """
    pools = [pool for cluster in topology.clusters for pool in cluster.pools]
    stack = topology.made_by.get(STACK)
    is_up = all((stack, each.name, HEAD) in found.facts.running for each in topology.clusters)
    if is_up or found.grows or any(pool.selector for pool in pools):
        return None
    more = found.facts.added if has_gpus(topology) else Requests()
    taken = {node.name: node.taken_by_others(stack) + more for node in found.facts.nodes}
    left = {node.name: _beside(node, taken) for node in found.facts.nodes if _takes_any(node, pools)}
    for pool in pools:
        nodes = [node for node in found.facts.nodes if node.name in {each.name for each in pool.inventory}]
        for node, count in _filled(pool, nodes, taken):
            if node.name in left:
                left[node.name] = _less(left[node.name], pool, count)
    return tuple(left[name] for name in sorted(left))


def _takes_any(node: NodeFacts, pools: Iterable[Pool]) -> bool:
    """Whether pods without tolerations come onto a node, also when the plan's taints are on those with GPUs."""
    is_for_gpus = node.is_for_gpus or any(
        pool.machine.gpus and node.name in {each.name for each in pool.inventory} for pool in pools
    )
    return node.is_usable and not node.taints and not is_for_gpus


def _beside(node: NodeFacts, taken: Mapping[str, Requests]) -> Room:
    asked = taken[node.name]
    return Room(cpus=node.cpus - asked.cpus, memory_bytes=node.memory_bytes - asked.memory_bytes)


def _filled(
    pool: Pool, nodes: Iterable[NodeFacts], taken: Mapping[str, Requests]
) -> Iterable[tuple[NodeFacts, int]]:
    remaining = pool.maximum
    for node in nodes:
        count = min(remaining, node_room.room(pool, node, taken[node.name], measures_gpus=False))
        remaining -= count
        yield node, count


def _less(room: Room, pool: Pool, count: int) -> Room:
    machine = pool.machine
    return Room(
        cpus=room.cpus - count * machine.cpus, memory_bytes=room.memory_bytes - count * machine.memory_bytes
    )
