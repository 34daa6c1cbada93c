"""Which data a change of the plan loses by what the plan says, whatever an engine knows of its resources. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from components.services.isolation.claims import claimed, namespaces_of_store
from components.topology.model import Store, Topology

KUBERNETES = "kubernetes"
STAYS_BEHIND = "every store that the plan makes is made anew, and nothing carries over what the old ones hold"


def losses(now: Topology, before: Topology | None) -> tuple[str, ...]:
    """Return a sentence for each way in which data is lost between a base and a plan.

    What is at a service that somebody else keeps stays there: `left` tells of it.
    """
    if before is None or all(store.endpoint for store in before.stores):
        return ()
    moved = tuple(_moved(now, before))
    return moved or tuple(_of_stores(now, before))


def _moved(now: Topology, before: Topology) -> Iterator[str]:
    for word, old, new in (
        ("target", before.target, now.target),
        ("location", before.location, now.location),
        ("name", before.name, now.name),
    ):
        if old != new:
            yield f"{word} changes from {old} to {new}: {STAYS_BEHIND}"


def _of_stores(now: Topology, before: Topology) -> Iterator[str]:
    new = {store.name: store for store in now.stores}
    for store in (store for store in before.stores if not store.endpoint):
        if store.name not in new:
            yield f"store {store.name} (holds {store.holds}) is not in the plan any more: it goes with what it holds"
        elif where := _replaced(store, new[store.name]) or _moved_claim(store.name, now, before):
            yield f"store {store.name} (holds {store.holds}) is made anew: {where}; what it holds is not carried over"


def _replaced(old: Store, new: Store) -> str:
    if old.kind != new.kind:
        return f"its kind changes from {old.kind} to {new.kind}"
    return f"it is at {new.endpoint} now" if new.endpoint else ""


def _moved_claim(name: str, now: Topology, before: Topology) -> str:
    """Return how a store's claim becomes another one: on a cluster that exists its volume belongs to one namespace."""
    if now.target != KUBERNETES:
        return ""
    old, new = (
        next((namespaces_of_store(of, each) for each in claimed(of) if each.name == name), ())
        for of in (before, now)
    )
    if not old or old == new:
        return ""
    return f"its claim moves from namespace {', '.join(old)} to {', '.join(new) or 'none, since nobody may use it'}"


def left(now: Topology, before: Topology | None) -> tuple[str, ...]:
    """Return a sentence for each store at somebody else's service that the plan leaves: nothing is lost."""
    new = {store.name: store for store in now.stores}
    return tuple(
        f"store {store.name} is read at {other.endpoint or 'a store that the plan makes'} now; what it holds stays at "
        f"{store.endpoint}, and nothing carries it over"
        if (other := new.get(store.name))
        else f"store {store.name} is not used any more; what it holds stays at {store.endpoint}"
        for store in (before.stores if before else ())
        if store.endpoint and (store.name not in new or new[store.name].endpoint != store.endpoint)
    )
