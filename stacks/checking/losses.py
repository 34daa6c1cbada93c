"""Which data a change of the plan loses by what the plan says, whatever an engine knows of its resources. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from components.topology.model import Store, Topology

STAYS_BEHIND = "every store is made anew, and nothing carries over what the old ones hold"


def losses(now: Topology, before: Topology | None) -> tuple[str, ...]:
    """Return a sentence for each way in which data is lost between a base and a plan."""
    if before is None or not before.stores:
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
    for store in before.stores:
        if store.name not in new:
            yield f"store {store.name} (holds {store.holds}) is not in the plan any more: it goes with what it holds"
        elif where := _replaced(store, new[store.name]):
            yield f"store {store.name} (holds {store.holds}) is made anew: {where}; what it holds is not carried over"


def _replaced(old: Store, new: Store) -> str:
    if old.kind != new.kind:
        return f"its kind changes from {old.kind} to {new.kind}"
    if old.endpoint != new.endpoint:
        return "its endpoint changes"
    return ""
