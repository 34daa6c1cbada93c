"""The nodes that a plan names, as an API server shows them: each large enough for what its pool puts there. Pure.

No node tells of GPUs: a new cluster's do not before `up` has brought what finds them, which the plan then declares.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from components.plan.model import Plan
from components.topology.model import Pool, Topology

GIB = 1024**3
UNNAMED_CPUS, UNNAMED_MEMORY_BYTES = 16, 64 * GIB
"""What a machine is taken to have where the plan names nothing: the program takes it from the node."""

BESIDE_CPUS, BESIDE_MEMORY_BYTES = 64, 256 * GIB
"""What a node has beside its pool's machines, for what stands on the cluster besides."""

SHARED = "groundplan-simulated"
"""The node that takes what no pool does."""
ANY = "simulated-{number}"
"""What stands for the * of a pattern: no name that a plan says."""


def nodes_of(plan: Plan, topology: Topology) -> tuple[dict[str, Any], ...]:
    """Return the nodes of a plan's inventory, by name, and one for all else."""
    pools = {f"{pool.cluster}/{pool.name}": pool for each in topology.clusters for pool in each.pools}
    named: dict[str, str] = {}
    for pool in pools:
        for name in _names(plan, pool, pools[pool].maximum):
            named.setdefault(name, pool)
    taken = [pattern for entry in plan.inventory for pattern in entry.nodes]
    others = [] if any(fnmatchcase(SHARED, pattern) for pattern in taken) else [_node(SHARED, 0, 0)]
    sizes = {pool: list(named.values()).count(pool) for pool in set(named.values())}
    made = [_of_pool(name, pools[pool], sizes[pool]) for name, pool in sorted(named.items())]
    return (*made, *others)


def _names(plan: Plan, pool: str, most: int) -> Iterator[str]:
    """Yield the names of a pool's nodes: those that the plan says, and of its first pattern as many as are missing."""
    patterns = [pattern for entry in plan.inventory if entry.pool == pool for pattern in entry.nodes]
    exact = [pattern for pattern in patterns if "*" not in pattern]
    yield from exact
    for place, pattern in enumerate(pattern for pattern in patterns if "*" in pattern):
        for number in range(1, max(most - len(exact), 1) + 1 if place == 0 else 2):
            yield pattern.replace("*", ANY.format(number=number))


def _of_pool(name: str, pool: Pool, count: int) -> dict[str, Any]:
    """Return a node with room for its share of a pool's machines at the largest."""
    machine = pool.machine
    each = -(-max(pool.maximum, 1) // count)
    return _node(
        name,
        each * max(machine.cpus, UNNAMED_CPUS),
        each * (machine.memory_bytes or UNNAMED_MEMORY_BYTES),
    )


def _node(name: str, cpus: int, memory_bytes: int) -> dict[str, Any]:
    room = {
        "cpu": str(cpus + BESIDE_CPUS),
        "memory": str(memory_bytes + BESIDE_MEMORY_BYTES),
        "pods": "250",
    }
    return {
        "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name}},
        "spec": {},
        "status": {
            "allocatable": room,
            "capacity": room,
            "conditions": [{"type": "Ready", "status": "True"}],
        },
    }
