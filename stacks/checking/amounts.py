"""What a plan buys, needs and depends on, as frozen data: the numbers of a report."""

from dataclasses import dataclass
from decimal import Decimal

from components.topology.cost import HOURS_A_MONTH
from components.topology.quota import QuotaNeed


@dataclass(frozen=True, kw_only=True)
class Bought:
    """The machines of a pool: `hourly` is the most in USD that one costs, None where nobody knows."""

    machine: str
    count: int
    maximum: int
    hourly: Decimal | None

    @property
    def month(self) -> tuple[Decimal, Decimal] | None:
        """The least and the most in USD that a month costs."""
        if self.hourly is None:
            return None
        return self.hourly * self.count * HOURS_A_MONTH, self.hourly * self.maximum * HOURS_A_MONTH


@dataclass(frozen=True, kw_only=True)
class PoolPrice:
    """What a pool, named `cluster/pool`, is bought as, and was; None on the side that has no such pool."""

    pool: str
    now: Bought | None
    before: Bought | None


@dataclass(frozen=True, kw_only=True)
class Need:
    """How much of a quota is needed, and was; None before where nothing was compared."""

    quota: QuotaNeed
    before: int | None


@dataclass(frozen=True, kw_only=True)
class SpotPool:
    """A pool whose machines may be taken away at any moment; `is_only` where it is bought in no other way."""

    pool: str
    is_only: bool
    maximum: int
    price: str
    is_new: bool


@dataclass(frozen=True, kw_only=True)
class Spot:
    """The pools that may be spot, and how many of all machines at the largest; `others` are in other pools."""

    pools: tuple[SpotPool, ...]
    others: int


NO_SPOT = Spot(pools=(), others=0)
"""What a plan depends on whose machines nobody counted."""
