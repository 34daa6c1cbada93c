"""What is known of a plan's cost: handed over, not looked up, since services know no catalog. Pure.

A price that nobody knows is never taken for 0: its pool is in no sum, and every sum says which pools it leaves out.
Without any price nothing tells of cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from components.topology.model import Topology


@dataclass(frozen=True, kw_only=True)
class Spending:
    """What a node of a pool costs an hour, by (cluster, pool), in `currency` (ISO 4217), and what a month may cost.

    Pools without a known price are left out of `hourly`; `monthly` is None where the plan has no budget.
    """

    hourly: Mapping[tuple[str, str], Decimal] = field(default_factory=dict)
    monthly: Decimal | None = None
    currency: str = "USD"


def unpriced(topology: Topology, spending: Spending) -> tuple[str, ...]:
    """Return the pools whose price is not known, as `<cluster>/<pool>`, sorted."""
    pools = [(cluster.name, pool.name) for cluster in topology.clusters for pool in cluster.pools]
    return tuple(
        sorted(f"{cluster}/{pool}" for cluster, pool in pools if (cluster, pool) not in spending.hourly)
    )


def left_out(topology: Topology, spending: Spending) -> str:
    """Return what to say behind a sum: " without serve/head, of which no price is known"; nothing where all are."""
    missing = unpriced(topology, spending)
    return f" without {', '.join(missing)}, of which no price is known" if missing else ""
