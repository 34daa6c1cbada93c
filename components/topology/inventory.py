"""Which node of a cluster that exists belongs to which pool, and whether the pools fit their nodes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from components.plan import model as plan_model
from components.plan.sharing import Inventory
from components.topology.errors import TopologyError
from components.topology.facts import KubernetesFacts, NodeFacts
from components.topology.fit import size
from components.topology.model import InventoryNode, Machine, Pool
from components.topology.pools import object_store_bytes

# What a pool does not name is taken from its smallest node, less what the cluster's own pods (CNI, node exporter,
# device plugin) need there: GKE's reservation tables end at about a tenth of a node.
DAEMONS_PERCENT = 10

Assigned = Mapping[str, tuple[InventoryNode, ...]]


def assign(plan: plan_model.Plan, facts: KubernetesFacts) -> tuple[Assigned, list[TopologyError]]:
    """Return the nodes of every pool by its path `<cluster>/<pool>`, sorted by name, and what is wrong with them.

    A pattern that matches no node, and a node that two pools claim, are refused.
    """
    found: dict[str, dict[str, InventoryNode]] = {}
    owner: dict[str, str] = {}
    errors: list[TopologyError] = []
    for index, entry in enumerate(plan.inventory):
        for pattern in entry.nodes:
            matching = [node for node in facts.nodes if fnmatchcase(node.name, pattern)]
            errors += [] if matching else [_no_node(index, pattern, facts)]
            for node in matching:
                if owner.setdefault(node.name, entry.pool) != entry.pool:
                    errors.append(_two_pools(index, node.name, owner[node.name], entry.pool))
                    continue
                made = InventoryNode(name=node.name, capacity=entry.capacity, zone=node.zone)
                found.setdefault(entry.pool, {}).setdefault(node.name, made)
    return {path: tuple(nodes[name] for name in sorted(nodes)) for path, nodes in found.items()}, errors


def selectors(entries: Iterable[Inventory]) -> Mapping[str, Mapping[str, str]]:
    """Return the labels of the nodes of every pool whose nodes something else makes, by the pool's path."""
    return {
        entry.pool: dict(sorted(label.split("=", 1) for label in entry.selector))
        for entry in entries
        if entry.selector
    }


def placed(
    pool: Pool, assigned: Assigned, chosen: Mapping[str, Mapping[str, str]], facts: KubernetesFacts
) -> tuple[Pool, list[TopologyError]]:
    """Return `pool` with its nodes and a machine that is known, and why it does not fit them.

    A pool whose nodes something else makes is not measured: its nodes may not exist yet.
    """
    path = f"{pool.cluster}/{pool.name}"
    if path in chosen:
        return replace(pool, selector=chosen[path]), []
    names = {node.name for node in assigned.get(path, ())}
    usable = [node for node in facts.nodes if node.name in names and node.is_usable]
    if not usable:
        return pool, [_unusable(pool, names)] if names else []
    machine = _known(pool.machine, usable)
    made = replace(pool, machine=machine, inventory=assigned[path])
    family = machine.gpu_family
    fitting = [node for node in usable if family is None or is_family(node.gpu_model, family)]
    room = sum(_room(machine, node) for node in fitting)
    return made, [] if room >= pool.maximum else [_too_few(made, usable, room)]


def is_family(model: str | None, family: str) -> bool:
    """Whether a card's model is the family, or the exact name, that a plan asks: "NVIDIA-H100-80GB-HBM3", "H100"."""
    words = (model or "").lower()
    return family.lower() in {words, *words.replace("-", " ").split()}


def _known(machine: Machine, nodes: list[NodeFacts]) -> Machine:
    """Return the machine with the memory that its smallest node can give where the plan names none."""
    if machine.memory_bytes:
        return machine
    memory_bytes = min(node.memory_bytes for node in nodes) * (100 - DAEMONS_PERCENT) // 100
    cpus = max(1, min(node.cpus for node in nodes) * (100 - DAEMONS_PERCENT) // 100)
    return replace(
        machine, cpus=max(machine.cpus, cpus), memory_bytes=memory_bytes,
        object_store_bytes=object_store_bytes(memory_bytes),
    )  # fmt: skip


def _room(machine: Machine, node: NodeFacts) -> int:
    """Return how many pods of a pool's machine a node has room for."""
    rooms = [node.cpus // machine.cpus, node.memory_bytes // machine.memory_bytes]
    return min([*rooms, node.gpus // machine.gpus] if machine.gpus else rooms)


def _no_node(index: int, pattern: str, facts: KubernetesFacts) -> TopologyError:
    known = ", ".join(node.name for node in facts.nodes[:10]) or "none"
    more = f" and {len(facts.nodes) - 10} more" if len(facts.nodes) > 10 else ""
    return TopologyError(
        path=f"inventory[{index}].nodes",
        asked=f'the plan names "{pattern}"',
        allowed=f"the cluster has the nodes {known}{more}",
        remedy="write the name as `kubectl get nodes` shows it, or add the node to the cluster",
    )


def _two_pools(index: int, node: str, first: str, second: str) -> TopologyError:
    return TopologyError(
        path=f"inventory[{index}].nodes",
        asked=f"node {node} is for {second}",
        allowed=f"it is for {first} already, and a node belongs to one pool",
        remedy="take it out of one of the two",
    )


def _unusable(pool: Pool, names: set[str]) -> TopologyError:
    return TopologyError(
        path=f"clusters[{pool.cluster}].pools[{pool.name}]",
        asked=f"the inventory gives it {', '.join(sorted(names))}",
        allowed="none of them is ready and open for pods",
        remedy="see `kubectl describe node`, uncordon them, or name others",
    )


def _too_few(pool: Pool, nodes: list[NodeFacts], room: int) -> TopologyError:
    machine = pool.machine
    asked = f"{machine.cpus} CPUs and {size(machine.memory_bytes)}"
    asked += f" and {machine.gpus}x{machine.gpu_family}" if machine.gpus else ""
    best = max(nodes, key=lambda node: (node.gpus, node.memory_bytes, node.cpus))
    has = f"the largest has {best.cpus} CPUs and {size(best.memory_bytes)}"
    has += f" and {best.gpus} GPUs ({best.gpu_model or 'of an unknown model'})" if machine.gpus else ""
    return TopologyError(
        path=f"clusters[{pool.cluster}].pools[{pool.name}]",
        asked=f"up to {pool.maximum} machines of {asked}",
        allowed=f"its {len(nodes)} usable nodes have room for {room} ({has})",
        remedy=f"add nodes to the inventory, ask smaller machines, or write count: {max(room, 1)}",
    )
