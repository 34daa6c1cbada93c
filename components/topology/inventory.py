"""Which node of a cluster that exists belongs to which pool, and whether the pools fit their nodes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from components.plan import model as plan_model
from components.plan.sharing import Inventory
from components.topology import node_gpus, node_room
from components.topology.errors import TopologyError, listed
from components.topology.facts import KubernetesFacts, NodeFacts, Requests
from components.topology.fit import size
from components.topology.gpus import is_of_family
from components.topology.labels import PLAN, STACK
from components.topology.model import InventoryNode, Machine, Pool
from components.topology.names import label_value
from components.topology.node_room import cards, cores
from components.topology.pools import object_store_bytes
from components.topology.standing import stands

# What a pool does not name is taken from its smallest node, less what the cluster's own pods (CNI, node exporter,
# device plugin) need there: GKE's reservation tables end at about a tenth of a node.
DAEMONS_PERCENT = 10

Assigned = Mapping[str, tuple[InventoryNode, ...]]


def assign(
    plan: plan_model.Plan, facts: KubernetesFacts, stack: str | None = None
) -> tuple[Assigned, list[TopologyError]]:
    """Return the nodes of every pool by its path `<cluster>/<pool>`, sorted by name, and what is wrong with them.

    Refused are a pattern that matches no node, a node that two pools claim or that is named with two capacities, and a
    node of another plan or of another stack than the one with the label `stack`. Of those that are refused a pool may
    have any.
    """
    by_name = {node.name: node for node in facts.nodes}
    found: dict[str, tuple[str, InventoryNode]] = {}
    errors: list[TopologyError] = []
    theirs: dict[tuple[int, str, str | None], list[str]] = {}
    for index, entry in enumerate(plan.inventory):
        for pattern in entry.nodes:
            matching = _matching(pattern, by_name)
            errors += [] if matching else [_no_node(index, pattern, facts)]
            for node in matching:
                made = InventoryNode(name=node.name, capacity=entry.capacity, zone=node.zone)
                pool, first = found.setdefault(node.name, (entry.pool, made))
                if pool != entry.pool:
                    errors.append(_two_pools(index, node.name, pool, entry.pool))
                elif first != made:
                    errors.append(_two_capacities(index, node.name, first.capacity, made.capacity))
                elif node.plan is not None and not _is_ours(node, label_value(plan.name), stack):
                    theirs.setdefault((index, node.plan, node.stack), []).append(node.name)
    errors += [_not_ours(whose, names, label_value(plan.name)) for whose, names in theirs.items()]
    assigned: dict[str, list[InventoryNode]] = {}
    for name in sorted(found):
        pool, made = found[name]
        assigned.setdefault(pool, []).append(made)
    return {pool: tuple(nodes) for pool, nodes in assigned.items()}, errors


def selectors(entries: Iterable[Inventory]) -> Mapping[str, Mapping[str, str]]:
    """Return the labels of the nodes of every pool whose nodes something else makes, by the pool's path."""
    return {
        entry.pool: dict(sorted(label.split("=", 1) for label in entry.selector))
        for entry in entries
        if entry.selector
    }


def placed(
    pool: Pool,
    assigned: Assigned,
    chosen: Mapping[str, Mapping[str, str]],
    facts: KubernetesFacts,
    stack: str | None = None,
) -> tuple[Pool, list[TopologyError], list[str]]:
    """Return `pool` with its nodes and a machine that is known, why it does not fit them, and what to tell.

    A pool whose nodes something else makes is not measured: its nodes may not exist yet. Nor are GPUs where no node of
    the cluster tells of any, or an operator has yet to: what finds them is only made with the plan, or at work. Where
    the stack with the label `stack` runs as many machines of that size already, a node counts that takes no pods just
    now, parts count that are named like whole GPUs, and others' pods do not, for nothing would be gained by a refusal.
    """
    path = f"{pool.cluster}/{pool.name}"
    if path in chosen:
        return replace(pool, selector=chosen[path]), [], []
    names = {node.name for node in assigned.get(path, ())}
    nodes = [node for node in facts.nodes if node.name in names]
    told = node_gpus.measured(pool, nodes, facts)
    running = facts.running.get((stack or "", pool.cluster, pool.name))
    is_up = bool(nodes) and stands(_made(pool, nodes, _fitting(pool, nodes, told)), running)
    as_before = [node_gpus.with_parts_as_whole(node) for node in nodes]
    measured = as_before if is_up else [node for node in nodes if _takes_pods(node)]
    if not measured:
        return pool, [_unusable(pool, nodes)] if nodes else [], []
    fitting = _fitting(pool, measured, told)
    made = replace(_made(pool, measured, fitting), inventory=assigned[path])
    beside = {node.name: node.taken_by_others(stack) + facts.added for node in measured}
    # What runs has its room: others' pods came beside it, and whoever waits for room is told.
    counted = {} if is_up else beside
    there = sum(_room(made, node, counted, told) for node in fitting)
    if there < pool.maximum:
        lacks_gpus = there < sum(_room(made, node, counted, frozenset()) for node in measured)
        of_gpus = node_gpus.refusal(made, measured, facts) if lacks_gpus else None
        return made, [of_gpus or _too_few(made, measured, there, beside)], []
    now = sum(_room(made, node, beside, told) for node in fitting if _takes_pods(node))
    away = [node for node in measured if not _takes_pods(node)]
    return made, [], [_waits(made, away, now)] if now < pool.maximum else []


def facts_of(pool: Pool, facts: KubernetesFacts) -> list[NodeFacts]:
    """Return what is known of the nodes of a pool."""
    names = {node.name for node in pool.inventory}
    return [node for node in facts.nodes if node.name in names]


def _takes_pods(node: NodeFacts) -> bool:
    return node.is_usable and not node.taints


def _matching(pattern: str, by_name: Mapping[str, NodeFacts]) -> list[NodeFacts]:
    if "*" not in pattern:
        return [by_name[pattern]] if pattern in by_name else []
    return [node for name, node in by_name.items() if fnmatchcase(name, pattern)]


def _is_ours(node: NodeFacts, plan: str, stack: str | None) -> bool:
    """Whether a node that has an owner is this stack's, whatever its plan was called then."""
    return node.stack == stack if stack else node.plan == plan


def _has_family(node: NodeFacts, family: str | None) -> bool:
    """Whether a node's cards are what a plan asks: "NVIDIA-A100-SXM4-80GB" is of the family A100, and an A100-80GB."""
    return is_of_family(node.gpu_model or "", family)


def _fitting(pool: Pool, nodes: list[NodeFacts], told: frozenset[str]) -> list[NodeFacts]:
    """Return the nodes whose GPUs are of the pool's family; one whose GPUs nobody offers yet may tell it by a label."""
    untold = [node for node in nodes if node.name not in told and not (pool.machine.gpus and node.gpu_model)]
    return [node for node in nodes if node in untold or _has_family(node, pool.machine.gpu_family)]


def _made(pool: Pool, nodes: list[NodeFacts], fitting: list[NodeFacts]) -> Pool:
    return replace(pool, machine=_known(pool.machine, fitting or nodes))


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


def _room(pool: Pool, node: NodeFacts, taken: Mapping[str, Requests], told: frozenset[str]) -> int:
    beside = taken.get(node.name, node_room.NOTHING)
    return node_room.room(pool, node, beside, measures_gpus=node.name in told)


def _no_node(index: int, pattern: str, facts: KubernetesFacts) -> TopologyError:
    return TopologyError(
        path=f"inventory[{index}].nodes",
        asked=f'the plan names "{pattern}"',
        allowed=f"the cluster has the nodes {listed(node.name for node in facts.nodes)}",
        remedy="write the name as `kubectl get nodes` shows it, or add the node to the cluster",
    )


def _two_pools(index: int, node: str, first: str, second: str) -> TopologyError:
    return TopologyError(
        path=f"inventory[{index}].nodes",
        asked=f"node {node} is for {second}",
        allowed=f"it is for {first} already, and a node belongs to one pool",
        remedy="take it out of one of the two",
    )


def _two_capacities(index: int, node: str, first: str, second: str) -> TopologyError:
    return TopologyError(
        path=f"inventory[{index}].nodes",
        asked=f"node {node} is {second}",
        allowed=f"another entry says {first}, and a node was bought in one way",
        remedy="take it out of one of the two",
    )


def _not_ours(whose: tuple[int, str, str | None], nodes: list[str], plan: str) -> TopologyError:
    index, other, stack = whose
    named = f"stack {stack}" if stack else f"a stack that has no label {STACK}"
    owner = f"a plan {plan} of {named}" if other == plan else f"the plan {other}"
    return TopologyError(
        path=f"inventory[{index}].nodes",
        asked=f"the plan names {listed(nodes)}",
        allowed=f"by their labels they belong to {owner}",
        remedy=f"name others, take them out of that one, or free each with `kubectl label node NAME {PLAN}- {STACK}-`",
    )


def _unusable(pool: Pool, nodes: list[NodeFacts]) -> TopologyError:
    tainted = sorted({taint for node in nodes for taint in node.taints})
    why = f" without a taint that keeps pods away ({', '.join(tainted)})" if tainted else ""
    return TopologyError(
        path=f"clusters[{pool.cluster}].pools[{pool.name}]",
        asked=f"the inventory gives it {listed(node.name for node in nodes)}",
        allowed=f"none of them is ready and open for pods{why}",
        remedy="see `kubectl describe node`, uncordon them, or name others",
    )


def _waits(pool: Pool, away: list[NodeFacts], room: int) -> str:
    """Return what to tell of nodes that take no pods, or others' pods beside its own, in a pool that is up."""
    why = (
        f"not open for pods: {listed(node.name for node in away)}"
        if away
        else "pods of others take room on its nodes"
    )
    return (
        f"clusters[{pool.cluster}].pools[{pool.name}]: {why}; until then there is room for {room} of up to "
        f"{pool.maximum} machines, and what finds none waits, as does a change of the cluster; see `kubectl describe "
        "node`, or give the pool another node"
    )


def _too_few(pool: Pool, nodes: list[NodeFacts], room: int, beside: Mapping[str, Requests]) -> TopologyError:
    machine = pool.machine
    asked = f"{machine.cpus} CPUs and {size(machine.memory_bytes)}"
    asked += f" and {machine.gpus}x{machine.gpu_family}" if machine.gpus else ""
    best = max(nodes, key=lambda node: (cards(pool, node), node.memory_bytes, node.cpus, node.name))
    has = f"the largest has {cores(best.cpus)} CPUs and {size(best.memory_bytes)}"
    if machine.gpus:
        has += f" and {cards(pool, best)} GPUs ({best.gpu_model or 'no label tells their model'})"
    taken = beside[best.name]
    has += node_room.taken_in_words(taken)
    smaller = f"ask smaller machines{node_room.at_most(best, taken)}"
    fewer = f", or write count: {room}" if room else ""
    return TopologyError(
        path=f"clusters[{pool.cluster}].pools[{pool.name}]",
        asked=f"up to {pool.maximum} machines of {asked}",
        allowed=f"its {len(nodes)} usable nodes have room for {room} ({has})",
        remedy=f"add nodes to the inventory, {smaller}{fewer}",
    )
