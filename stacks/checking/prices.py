"""What the machines of a plan cost a month, pool by pool, beside what those of its base do. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from components.topology.cost import hourly, paid
from components.topology.model import Pool, Topology
from stacks.checking.amounts import Bought, PoolPrice

UNPRICED = "list prices of the machines alone: stores, network, control plane and discounts are not in them"
UNPRICED_BESIDE_NODES = (
    "the plan's own prices of nodes, of which each is taken for one machine: stores, network and all else of the "
    "cluster are not in them"
)
NODE = "node of the inventory"
"""What a pool is bought as on a cluster that exists."""


def pool_prices(now: Topology | None, before: Topology | None) -> tuple[PoolPrice, ...]:
    """Return the price of each pool that is in either, by name; nothing where no machine is rented or priced."""
    new, old = _bought(now), _bought(before)
    return tuple(
        PoolPrice(pool=name, now=new.get(name), before=old.get(name)) for name in sorted({*new, *old})
    )


def total(bought: Iterable[Bought | None]) -> tuple[Decimal, Decimal]:
    """Return the least and the most in USD that a month costs, without pools whose price nobody knows."""
    months = [each.month for each in bought if each is not None and each.month is not None]
    return sum((low for low, _ in months), Decimal(0)), sum((high for _, high in months), Decimal(0))


def unknown_prices(prices: Iterable[PoolPrice]) -> tuple[str, ...]:
    """Return the pools whose price nobody knows, on either side."""
    return tuple(
        price.pool
        for price in prices
        if any(each is not None and each.hourly is None for each in (price.now, price.before))
    )


def _bought(topology: Topology | None) -> dict[str, Bought]:
    pools = pools_of(topology)
    is_bought = any(pool.offer is not None or pool.hourly_usd is not None for pool in pools)
    return {name_of(pool): _of(pool) for pool in pools} if is_bought else {}


def _of(pool: Pool) -> Bought:
    machine = pool.offer.machine.name if pool.offer else NODE
    least, most = paid(pool)
    return Bought(machine=machine, count=least, maximum=most, hourly=hourly(pool))


def pools_of(topology: Topology | None) -> tuple[Pool, ...]:
    """Return all pools, none where there is no topology."""
    return tuple(pool for cluster in topology.clusters for pool in cluster.pools) if topology else ()


def name_of(pool: Pool) -> str:
    """Return `cluster/pool`, as waivers and refusals name a pool."""
    return f"{pool.cluster}/{pool.name}"
