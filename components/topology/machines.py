"""On a cloud every pool becomes a machine of the catalog: which one, what a pod may take of it, and where it may be."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from math import ceil

from components.catalog.age import age_of
from components.catalog.choosing import Choice, choose
from components.catalog.model import Catalog, MachineType, Offer
from components.catalog.refusing import NoMachine
from components.catalog.requirement import requirement_of
from components.plan import model as plan_model
from components.topology import placing, quota, room
from components.topology.errors import TopologyError
from components.topology.existing import divided
from components.topology.fit import size
from components.topology.model import Machine, Network, Pool
from components.topology.pools import asked_pool, object_store_bytes
from components.topology.reservations import cpus_for_pod, memory_bytes_for_pod, pods_per_node

SMALLEST_POD_BYTES = 2**30
"""Less than this runs no Ray node: its own processes take about half of it."""


def known_zones(catalog: Catalog, provider: str, location: str | None) -> frozenset[str]:
    """Return the zones of a location that any machine of the catalog names."""
    return frozenset(
        zone
        for offer in catalog.offers
        if (offer.machine.provider, offer.location) == (provider, location)
        for zone in offer.zones or ()
    )


def on_the_cloud(
    plan: plan_model.Plan,
    drafts: tuple[Pool, ...],
    network: Network | None,
    catalog: Catalog,
    errors: list[TopologyError],
) -> tuple[tuple[Pool, ...], tuple[str, ...]]:
    """Return all pools with their machines and zones, and what to know of the choices; add refusals to `errors`."""
    placed, notes = [], []
    for pool in drafts:
        try:
            choice = _choice(plan, pool, catalog)
        except NoMachine as none:
            errors.append(_no_machine(pool, none))
            continue
        made = _with_machine(pool, choice.offer)
        errors += _too_small(made, choice.offer)
        if network is not None:
            zones, wrong = placing.place(plan, made, network)
            made = replace(made, zones=zones)
            errors += wrong
        placed.append(divided(plan, made, errors))
        notes += _notes(made, choice)
    pools = tuple(placed)
    segments = {cluster.name: cluster.purpose for cluster in plan.clusters}
    errors += quota.quota_errors(pools)
    errors += room.room_errors(plan.target, network, pools, segments) if network else []
    return pools, tuple(notes)


def age_note(catalog: Catalog, provider: str, today: date | None) -> tuple[str, ...]:
    """Return the sentence on prices that are too old to rely on; none where they are not, or the day is not known."""
    age = age_of(provider, catalog.offers, today) if today else None
    return (str(age),) if age and age.is_stale else ()


def _choice(plan: plan_model.Plan, pool: Pool, catalog: Catalog) -> Choice:
    """Return the cheapest machine for a pool that has room for a Ray node, unless the plan names one by `type`."""
    asked = requirement_of(plan, asked_pool(plan, pool))
    return choose((each for each in catalog.offers if asked.type or _has_room(each.machine)), asked)


def _has_room(machine: MachineType) -> bool:
    return cpus_for_pod(machine) >= 1 and memory_bytes_for_pod(machine) >= SMALLEST_POD_BYTES


def _with_machine(pool: Pool, offer: Offer) -> Pool:
    memory_bytes = memory_bytes_for_pod(offer.machine)
    return replace(
        pool,
        offer=offer,
        pods_per_node=pods_per_node(offer.machine),
        machine=Machine(
            cpus=cpus_for_pod(offer.machine),
            memory_bytes=memory_bytes,
            object_store_bytes=object_store_bytes(memory_bytes),
            gpus=ceil(offer.machine.gpus),
            gpu_family=offer.machine.gpu_model,
            type=offer.machine.name,
        ),
    )


def _notes(pool: Pool, choice: Choice) -> Iterable[str]:
    name = f"{pool.cluster}/{pool.name}"
    yield from (f"{name}: {note}" for note in choice.notes)
    if choice.passed_over:
        yield f"{name}: passed over for {choice.offer.machine.name}: {'; '.join(choice.passed_over)}"


def _no_machine(pool: Pool, none: NoMachine) -> TopologyError:
    return TopologyError(
        path=f"clusters[{pool.cluster}].pools[{pool.name}].machine",
        asked=none.asked,
        allowed=none.allowed,
        remedy=none.remedy,
    )


def _too_small(pool: Pool, offer: Offer) -> list[TopologyError]:
    """Return the refusal of a machine that has no room for a Ray node beside what the provider keeps."""
    machine = pool.machine
    if _has_room(offer.machine):
        return []
    has = f"{offer.machine.vcpus} vCPUs and {size(offer.machine.memory_bytes)}"
    return [
        TopologyError(
            path=f"clusters[{pool.cluster}].pools[{pool.name}].machine",
            asked=f"the pool runs on {offer.machine.name}, which has {has}",
            allowed=f"of it {machine.cpus} CPUs and {size(machine.memory_bytes)} are left for a pod, and a Ray node "
            f"needs 1 and {size(SMALLEST_POD_BYTES)}",
            remedy="ask at least {cpu: 2, memory: 4GiB}",
        )
    ]
