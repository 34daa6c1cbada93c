"""How old the prices of a snapshot are, said aloud when that is too old to rely on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from components.catalog.model import Offer

STALE_AFTER_DAYS = 30
"""No price here is promised for longer: Google Cloud changes spot prices up to once in 30 days (its page on VM instance
pricing), and AWS and Google Cloud announce a higher list price 30 days ahead (their customer agreements).
"""
LAW = "components/catalog/age.py"
"""Where the reader finds the law behind the limit."""


@dataclass(frozen=True, kw_only=True)
class Age:
    """The oldest day of a provider's list prices, None where none has a date, and how many days ago that is."""

    provider: str
    oldest: date | None
    days: int | None
    undated: int
    priced: int

    @property
    def is_stale(self) -> bool:
        """Whether the prices are too old to rely on, or nobody knows."""
        return self.days is None or self.days > STALE_AFTER_DAYS

    def __str__(self) -> str:
        undated = f"{self.undated} of its {self.priced} list prices have no date" if self.undated else ""
        if self.oldest is None:
            return f"{self.provider}: {undated or 'no list price is known'}"
        dated = f"the list prices are {self.days} days old (of {self.oldest})"
        law = f"; none is promised for more than {STALE_AFTER_DAYS} days ({LAW})" if self.is_stale else ""
        return f"{self.provider}: {dated}{f', and {undated}' if undated else ''}{law}"


def age_of(provider: str, offers: Iterable[Offer], today: date) -> Age:
    """Return how old a provider's list prices are on a day; a day to come counts as today."""
    prices = [offer.on_demand for offer in offers if offer.machine.provider == provider and offer.on_demand]
    days = [price.as_of for price in prices if price.as_of]
    oldest = min(days, default=None)
    return Age(
        provider=provider,
        oldest=oldest,
        days=None if oldest is None else max(0, (today - oldest).days),
        undated=len(prices) - len(days),
        priced=len(prices),
    )
