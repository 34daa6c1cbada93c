"""What a plan depends on that others decide: quota of the account, and spot machines that may be taken away. Pure."""

from __future__ import annotations

from components.topology.model import Pool, Topology
from stacks.checking.amounts import Need, Spot, SpotPool
from stacks.checking.prices import name_of, pools_of
from stacks.quota_needs import needed

SPOT = "spot"


def quota_needed(now: Topology, before: Topology | None) -> tuple[Need, ...]:
    """Return the quota that the plan needs at its largest, beside what its base does."""
    if before is None:
        return tuple(Need(quota=need, before=None) for need in needed(now))
    held = {(need.location, need.family): need.amount for need in needed(before)}
    return tuple(Need(quota=need, before=held.get((need.location, need.family), 0)) for need in needed(now))


def spot_exposure(now: Topology, before: Topology | None) -> Spot:
    """Return the pools whose machines may be spot; one is new where the base does not have it as spot."""
    exposed = [pool for pool in pools_of(now) if SPOT in pool.capacity]
    known = {name_of(pool) for pool in pools_of(before) if SPOT in pool.capacity}
    return Spot(
        pools=tuple(
            _spot(pool, is_new=before is not None and name_of(pool) not in known) for pool in exposed
        ),
        others=sum(pool.maximum for pool in pools_of(now) if pool not in exposed),
    )


def _spot(pool: Pool, *, is_new: bool) -> SpotPool:
    offered = pool.offer.spot if pool.offer else None
    price = offered if pool.hourly_usd is None else f"{pool.hourly_usd} USD/h"
    return SpotPool(
        pool=name_of(pool),
        is_only=set(pool.capacity) == {SPOT},
        maximum=pool.maximum,
        price=str(price) if price else "unknown",
        is_new=is_new,
    )
