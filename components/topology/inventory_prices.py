"""What a node of a cluster that exists costs by the plan, which is the only one who says it."""

from collections.abc import Iterable
from decimal import Decimal

from components.plan.sharing import Inventory


def hourly_usd(entries: Iterable[Inventory], path: str) -> Decimal | None:
    """Return the most in USD that an hour of a node of the pool `<cluster>/<pool>` costs, or None where none is told.

    Nodes of several entries have the price of the dearest, as a machine that is bought in several ways has: a sum of
    these may tell more than is paid, never less.
    """
    prices = [entry.hourly for entry in entries if entry.pool == path]
    known = [price.cents for price in prices if price is not None]
    return Decimal(max(known)) / 100 if known and len(known) == len(prices) else None
