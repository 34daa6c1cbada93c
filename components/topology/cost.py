"""What the machines of a plan may cost, by the catalog's list prices or, on a cluster that exists, by the plan's own.

Discounts of an account are not known.
"""

from dataclasses import dataclass
from decimal import Decimal

from components.topology.model import Pool, Topology

HOURS_A_MONTH = 730
"""365 days of 24 hours in 12 months: clouds price a month so."""

PAID_BEFORE = "reservation:block/"
"""How a capacity begins that was paid for when it was reserved, at a price that no list has."""


@dataclass(frozen=True, kw_only=True)
class Cost:
    """The most that a month of machines costs, in USD: by (cluster, pool), and the pools whose price nobody knows."""

    monthly: dict[tuple[str, str], Decimal]
    unknown: tuple[tuple[str, str], ...]

    @property
    def total(self) -> Decimal:
        """The sum in USD of what is known."""
        return sum(self.monthly.values(), Decimal(0))


def hourly(pool: Pool) -> Decimal | None:
    """Return the most in USD that an hour of a pool's machine costs, or None where that is not known.

    Which way a machine was bought is seen only when it is there. So a pool that is bought in several ways has the price
    of the dearest: a sum of these may tell more than is paid, never less. A reservation is paid as on-demand machines
    are. What is bought as spot alone has its provider's price, and where that is none, or a floor, which promises
    nothing, that of on-demand: no cloud takes more of a request that names no maximum, and ours name none. A node of a
    cluster that exists costs what the plan says.
    """
    if pool.hourly_usd is not None:
        return pool.hourly_usd
    if pool.offer is None or any(capacity.startswith(PAID_BEFORE) for capacity in pool.capacity):
        return None
    spot = pool.offer.spot
    if set(pool.capacity) == {"spot"} and spot is not None and not spot.is_floor:
        return spot.usd_per_hour
    return pool.offer.on_demand.usd_per_hour if pool.offer.on_demand is not None else None


def paid(pool: Pool) -> tuple[int, int]:
    """Return how many machines of a pool are paid for, at least and at most.

    Nodes of a cluster that exists cost the same whether or not a pod is on them; until they are known each is taken for
    one machine of the pool.
    """
    nodes = len(pool.inventory)
    return (nodes, nodes) if nodes else (pool.count, pool.maximum)


def cost_of(topology: Topology) -> Cost:
    """Return what a month costs in which every pool has the most machines that it may grow to, all the time."""
    pools = [pool for cluster in topology.clusters for pool in cluster.pools]
    prices = {(pool.cluster, pool.name): (hourly(pool), paid(pool)[1]) for pool in pools}
    return Cost(
        monthly={
            key: price * count * HOURS_A_MONTH for key, (price, count) in prices.items() if price is not None
        },
        unknown=tuple(sorted(key for key, (price, _) in prices.items() if price is None)),
    )
