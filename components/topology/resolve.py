"""From a plan, and on this machine from what it has, to the topology; all refusals at once."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TypeVar

from components.catalog.loading import load_catalog
from components.catalog.model import Catalog
from components.plan import model as plan_model
from components.topology import existing, fit, gpu_support, gpus, machines, placing, pools, ports
from components.topology.errors import TopologyError, TopologyErrors
from components.topology.facts import Facts, HostFacts
from components.topology.flows import flows
from components.topology.labels import labels
from components.topology.model import (
    PROMOTION,
    RESERVED_NAMES,
    Cluster,
    ClusterPorts,
    Encryption,
    Network,
    Pool,
    Store,
    Topology,
)
from components.topology.network import network_of
from components.topology.rights import identity_of_registry, rights
from components.topology.runtime import runtime_of
from components.topology.stores import REGISTRY, implies_registry, stores_of

PRODUCTION = "production"
DEFAULT_STACK = "local"
"""What the command line calls a stack that nobody named."""
NO_NETWORK_OF_ITS_OWN = frozenset({"local", "hosts", "kubernetes"})
"""Targets whose network exists before Groundplan does."""

Part = TypeVar("Part")


def resolve(
    plan: plan_model.Plan,
    facts: Facts | None,
    *,
    stack: str = DEFAULT_STACK,
    stack_id: str | None = None,
    catalog: Catalog | None = None,
    today: date | None = None,
) -> Topology:
    """Return the topology of `plan`; `facts` is what this machine, or the cluster that exists, has, or None to leave
    it unasked. Ports depend on `stack` too, so that two stacks of one plan can share a machine; `stack_id` tells the
    stack from those of other users, which may have its name. On a cloud the machines are those of `catalog`, the
    repository's unless another is given, and on the day `today` a note tells of prices that are too old.

    Raises TopologyErrors with every reason why the plan cannot be: names that clash, memory, disk, GPUs or
    ports that are too few, and on a cloud machines, zones, quotas or addresses that are not there.
    """
    errors = _name_errors(plan)
    stores = stores_of(plan)
    drafts = tuple(
        pools.pool_of(plan, cluster, pool)
        for cluster in sorted(plan.clusters, key=lambda cluster: cluster.name)
        for pool in sorted(cluster.pools, key=lambda pool: pool.name)
    )
    errors += fit.node_memory_errors(drafts) if plan.target == "local" else []
    drafts, gpu_indexes, notes = _on_this_machine(plan, drafts, stores, facts, errors)
    made_by = labels(stack=stack_id)
    drafts, waiting = existing.on_the_cluster(plan, drafts, facts, made_by, errors)
    drafts, network, chosen = _on_a_cloud(plan, drafts, catalog, today, errors)
    named = _named(plan, drafts, gpu_indexes)
    judged = (plan.target, runtime_of(plan), named, facts)
    errors += [*_node_name_errors(named), *gpu_support.pool_errors(*judged)]
    allocated = _or_errors(lambda: _ports(plan, named, stack), errors)
    if errors or allocated is None:
        raise TopologyErrors(errors)
    clusters, told = (
        _clusters(plan, named, allocated),
        (*notes, *waiting, *chosen, *gpu_support.notes(*judged)),
    )
    return replace(_topology(plan, network, stores, clusters, told), made_by=made_by)


def _on_this_machine(
    plan: plan_model.Plan,
    drafts: tuple[Pool, ...],
    stores: tuple[Store, ...],
    facts: Facts | None,
    errors: list[TopologyError],
) -> tuple[tuple[Pool, ...], dict[str, tuple[int, ...]], tuple[str, ...]]:
    """Return all pools, the GPUs of nodes by name, and notes; add what does not fit to `errors`."""
    if plan.target != "local" or not isinstance(facts, HostFacts):
        return drafts, {}, ()
    errors += fit.memory_errors(drafts, facts)
    errors += fit.disk_errors(stores, facts)
    found, notes = gpus.found_pool(plan, drafts, facts)
    drafts = tuple(sorted((*drafts, found), key=lambda p: (p.cluster, p.name))) if found else drafts
    gpu_indexes, too_few = gpus.assign(drafts, facts.gpus)
    errors += too_few
    return drafts, gpu_indexes, notes


def _named(
    plan: plan_model.Plan, drafts: tuple[Pool, ...], gpu_indexes: dict[str, tuple[int, ...]]
) -> tuple[Pool, ...]:
    if plan.target not in pools.NODES_ARE_NAMED_ON:
        return drafts
    return tuple(pools.with_nodes(pool, gpu_indexes) for pool in drafts)


def _on_a_cloud(
    plan: plan_model.Plan,
    drafts: tuple[Pool, ...],
    catalog: Catalog | None,
    today: date | None,
    errors: list[TopologyError],
) -> tuple[tuple[Pool, ...], Network | None, tuple[str, ...]]:
    """Return all pools, their network and notes: on a cloud as the catalog has machines and zones."""
    if plan.target in NO_NETWORK_OF_ITS_OWN:
        return drafts, None, ()
    known = catalog or load_catalog()
    names = machines.known_zones(known, plan.target, plan.location)
    network = _or_errors(lambda: network_of(plan, placing.zones_of(plan, names)), errors)
    drafts, notes = machines.on_the_cloud(plan, drafts, network, known, errors)
    return drafts, network, (*notes, *machines.age_note(known, plan.target, today))


def _ports(plan: plan_model.Plan, named: tuple[Pool, ...], stack: str) -> dict[str, ClusterPorts]:
    if plan.target not in pools.NODES_ARE_NAMED_ON:
        return {cluster.name: ports.standard() for cluster in plan.clusters}
    return ports.allocate(
        plan.name if stack == DEFAULT_STACK else f"{plan.name}@{stack}",
        {
            cluster.name: pools.sizes_of_nodes(tuple(pool for pool in named if pool.cluster == cluster.name))
            for cluster in plan.clusters
        },
    )


def _clusters(
    plan: plan_model.Plan, named: tuple[Pool, ...], allocated: dict[str, ClusterPorts]
) -> tuple[Cluster, ...]:
    return tuple(
        Cluster(
            name=cluster.name,
            purpose=cluster.purpose,
            segment=cluster.purpose,
            identity=cluster.name,
            pools=tuple(pool for pool in named if pool.cluster == cluster.name),
            ports=allocated[cluster.name],
            labels=labels(plan=plan.name, cluster=cluster.name, purpose=cluster.purpose),
            queue=cluster.queue,
            idle_node_s=cluster.idle_node.seconds,
            idle_stop_s=cluster.idle_stop.seconds if cluster.idle_stop else None,
            callers=tuple(sorted(cluster.callers)),
        )
        for cluster in sorted(plan.clusters, key=lambda cluster: cluster.name)
    )


def _topology(
    plan: plan_model.Plan,
    network: Network | None,
    stores: tuple[Store, ...],
    clusters: tuple[Cluster, ...],
    notes: tuple[str, ...],
) -> Topology:
    purposes = {cluster.name: cluster.purpose for cluster in clusters}
    acting = {**purposes, PROMOTION: PROMOTION, **identity_of_registry(stores)}
    return Topology(
        name=plan.name,
        target=plan.target,
        location=plan.location,
        environment=plan.environment,
        owner=plan.owner,
        labels=labels(plan=plan.name, environment=plan.environment, owner=plan.owner),
        network=network,
        stores=stores,
        clusters=clusters,
        identities=tuple(sorted(acting)),
        rights=rights(acting, stores),
        flows=flows(purposes),
        image=plan.runtime.image,
        runtime=runtime_of(plan),
        deletion_protection=plan.environment == PRODUCTION,
        notes=notes,
        queues=existing.queues(plan),
        allowed_cidrs=tuple(sorted(str(allowed) for allowed in plan.network.allowed_cidrs)),
        encryption=Encryption(
            key=plan.encryption.key,
            rotation_s=plan.encryption.rotation.seconds if plan.encryption.rotation else None,
        ),
        monthly_usd=Decimal(plan.budget.monthly.cents) / 100 if plan.budget else None,
    )


def _name_errors(plan: plan_model.Plan) -> list[TopologyError]:
    errors = [
        TopologyError(
            path=f"clusters[{cluster.name}].name",
            asked=f'the plan names a cluster "{cluster.name}"',
            allowed=f"{', '.join(sorted(RESERVED_NAMES))} are ends of rights and flows",
            remedy="give the cluster another name",
        )
        for cluster in plan.clusters
        if cluster.name in RESERVED_NAMES
    ]
    if implies_registry(plan):
        errors += [
            TopologyError(
                path=f"storage[{store.name}].name",
                asked=f'the plan names a store "{store.name}" that holds {store.holds}',
                allowed="training needs a registry, and the plan names no store that holds one",
                remedy="give this store another name, or add a store with `holds: registry`",
            )
            for store in plan.storage
            if store.name == REGISTRY
        ]
    return errors


def _node_name_errors(named: tuple[Pool, ...]) -> list[TopologyError]:
    owners = Counter(node.name for pool in named for node in pool.nodes)
    return [
        TopologyError(
            path=f"clusters[{pool.cluster}].pools[{pool.name}].name",
            asked=f"its nodes would be named {pool.nodes[0].name}",
            allowed="a node of another pool of the plan has that name",
            remedy="rename the pool or the cluster",
        )
        for pool in named
        if any(owners[node.name] > 1 for node in pool.nodes)
    ]


def _or_errors(decide: Callable[[], Part], errors: list[TopologyError]) -> Part | None:
    """Return what `decide` returns, or None with its refusals added to `errors`."""
    try:
        return decide()
    except TopologyErrors as refused:
        errors += refused.errors
        return None
