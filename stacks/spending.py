"""What the machines of a plan cost an hour, by the catalog's list prices, for whoever adds that up and shows it.

Services know no catalog, and targets no sum: so it is put together here. Discounts of an account are not known.
"""

from __future__ import annotations

from decimal import Decimal

from components.services.observability.spending import Spending
from components.topology.model import Pool, Topology

PAID_BEFORE = "reservation:block/"
"""How a capacity begins that was paid for when it was reserved, at a price that no list has."""


def spending_of(topology: Topology) -> Spending:
    """Return the price of a node of each pool, in USD; pools whose price nobody knows are left out.

    Which way a machine was bought is seen only when it is there. So a pool that is bought in several ways has the price
    of the dearest: a sum of these may tell more than is paid, never less.
    """
    pools = [pool for cluster in topology.clusters for pool in cluster.pools]
    prices = {(pool.cluster, pool.name): hourly(pool) for pool in pools}
    return Spending(hourly={key: price for key, price in prices.items() if price is not None})


def hourly(pool: Pool) -> Decimal | None:
    """Return the most that an hour of a pool's machine costs, or None where that is not known.

    A reservation is paid as on-demand machines are. What is bought as spot alone has its provider's price, but not
    where that is a floor, which promises nothing.
    """
    if pool.offer is None or any(capacity.startswith(PAID_BEFORE) for capacity in pool.capacity):
        return None
    if set(pool.capacity) == {"spot"}:
        spot = pool.offer.spot
        return spot.usd_per_hour if spot is not None and not spot.is_floor else None
    return pool.offer.on_demand.usd_per_hour if pool.offer.on_demand is not None else None
