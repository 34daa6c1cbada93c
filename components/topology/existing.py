"""What a plan means on a cluster that exists: pools on its nodes, divided GPUs, queues."""

from collections.abc import Mapping
from dataclasses import replace

from components.plan import model as plan_model
from components.topology import inventory, pools
from components.topology.errors import TopologyError
from components.topology.facts import Facts, KubernetesFacts, Requests
from components.topology.gpu_profiles import card_errors, profile_of
from components.topology.inventory_prices import hourly_usd
from components.topology.labels import STACK
from components.topology.model import Pool, Queue


def on_the_cluster(
    plan: plan_model.Plan,
    drafts: tuple[Pool, ...],
    facts: Facts | None,
    made_by: Mapping[str, str],
    errors: list[TopologyError],
) -> tuple[tuple[Pool, ...], tuple[str, ...]]:
    """Return all pools with the nodes of a cluster that exists, and notes; add what does not fit to `errors`.

    `made_by` is the label of the stack that is brought up.
    """
    if plan.target != "kubernetes":
        return drafts, ()
    parted = tuple(priced(plan, divided(plan, pool, errors)) for pool in drafts)
    if not isinstance(facts, KubernetesFacts):
        return parted, ()
    if not any(pool.machine.gpus for pool in parted):
        facts = replace(facts, added=Requests())
    stack = made_by.get(STACK)
    assigned, wrong = inventory.assign(plan, facts, stack)
    errors += wrong
    chosen, placed, notes = inventory.selectors(plan.inventory), [], []
    for pool in parted:
        made, too_few, waiting = inventory.placed(pool, assigned, chosen, facts, stack)
        errors += [*too_few, *card_errors(made, inventory.facts_of(made, facts))]
        placed.append(made)
        notes += waiting
    return tuple(placed), tuple(notes)


def priced(plan: plan_model.Plan, pool: Pool) -> Pool:
    """Return the pool with what a node of it costs, if the plan says it."""
    return replace(pool, hourly_usd=hourly_usd(plan.inventory, f"{pool.cluster}/{pool.name}"))


def divided(plan: plan_model.Plan, pool: Pool, errors: list[TopologyError]) -> Pool:
    """Return the pool with its GPUs divided as the plan says, or as it is, with the reason in `errors`."""
    word = pools.asked_pool(plan, pool).gpu_profile
    if word is None or pool.machine.gpu_family is None:
        return pool
    try:
        return replace(pool, gpu_profile=profile_of(word, pool.machine.gpu_family, target=plan.target))
    except ValueError as refused:
        errors.append(
            TopologyError(
                path=f"clusters[{pool.cluster}].pools[{pool.name}].gpu_profile",
                asked=f"the plan divides each {pool.machine.gpu_family} by {word}",
                allowed=str(refused),
                remedy="name one of these, or remove gpu_profile",
            )
        )
        return pool


def queues(plan: plan_model.Plan) -> tuple[Queue, ...]:
    """Return the queues of a plan, sorted by name."""
    return tuple(
        Queue(
            name=queue.name,
            cohort=queue.cohort,
            cpus=queue.cpu,
            memory_bytes=queue.memory.bytes,
            gpus={gpu.family: gpu.count for gpu in queue.gpu},
            borrow_percent=queue.borrow,
        )
        for queue in sorted(plan.queues, key=lambda queue: queue.name)
    )
