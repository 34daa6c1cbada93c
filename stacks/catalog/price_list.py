"""What was read of a provider's list: the prices of one location, of machines that the catalog knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from components.catalog.model import Kind, Price, Source


@dataclass(frozen=True, kw_only=True)
class PriceList:
    """The prices of one location by machine.

    Attributes:
        kinds: the ways of buying that the list has prices for; of others it says nothing.
        prices: by machine and way of buying.
        disputed: machines that the list gives two prices of one kind, so that neither is taken.
        unknown: how many machines it has that the catalog does not know.
    """

    provider: str
    location: str
    kinds: tuple[Kind, ...]
    prices: Mapping[str, Mapping[Kind, Price]]
    disputed: frozenset[str]
    unknown: int


@dataclass(kw_only=True)
class Collected:
    """Prices as they are read, one after the other; `known` are the machines that count."""

    known: frozenset[str]
    amounts: dict[tuple[str, Kind], Decimal] = field(default_factory=dict)
    disputed: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)

    def add(self, machine: str, kind: Kind, usd_per_hour: Decimal) -> None:
        """Take in one price, unless the machine is not known or the list said another before."""
        if machine not in self.known:
            self.others.add(machine)
        elif self.amounts.setdefault((machine, kind), usd_per_hour) != usd_per_hour:
            self.disputed.add(machine)

    def as_list(
        self, provider: str, location: str, kinds: tuple[Kind, ...], as_of: date, source: Source
    ) -> PriceList:
        """Return what was read, each price with its day and source."""
        prices: dict[str, dict[Kind, Price]] = {}
        for (machine, kind), amount in self.amounts.items():
            if machine not in self.disputed:
                made = Price(usd_per_hour=amount, as_of=as_of, source=source)
                prices.setdefault(machine, {})[kind] = made
        return PriceList(
            provider=provider,
            location=location,
            kinds=kinds,
            prices=prices,
            disputed=frozenset(self.disputed),
            unknown=len(self.others),
        )
