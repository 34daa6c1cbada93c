"""How old prices are is told, and that nobody promises them for so long."""

from datetime import date, timedelta

from components.catalog.age import STALE_AFTER_DAYS, age_of
from components.catalog.model import Offer
from tests.components.catalog.offers import DAY, offer, price


def test_prices_within_the_limit_are_only_told() -> None:
    age = age_of("azure", [offer()], DAY + timedelta(days=STALE_AFTER_DAYS))
    assert not age.is_stale
    assert str(age) == "azure: the list prices are 30 days old (of 2026-11-01)"


def test_a_day_more_is_too_old_and_the_law_is_named() -> None:
    age = age_of("azure", [offer()], DAY + timedelta(days=STALE_AFTER_DAYS + 1))
    assert age.is_stale
    assert str(age) == (
        "azure: the list prices are 31 days old (of 2026-11-01); none is promised for more than 30 days "
        "(components/catalog/age.py)"
    )


def test_the_oldest_counts_and_those_without_a_day_are_counted() -> None:
    machine = offer().machine
    old, undated = price("1", as_of=date(2026, 10, 1)), price("1", as_of=None)
    offers = [
        offer("a"),
        Offer(machine=machine, location="x", on_demand=old),
        Offer(machine=machine, location="y", on_demand=undated),
        offer("b", provider="gcp"),
    ]
    age = age_of("azure", offers, DAY)
    assert (age.days, age.undated, age.priced) == (31, 1, 3)
    assert "and 1 of its 3 list prices have no date; none is promised" in str(age)


def test_without_any_date_nobody_knows_and_that_is_stale() -> None:
    undated = Offer(machine=offer().machine, location="eastus", on_demand=price("1", as_of=None))
    assert age_of("azure", [undated], DAY).is_stale
    assert str(age_of("azure", [undated], DAY)) == "azure: 1 of its 1 list prices have no date"
    assert str(age_of("azure", [], DAY)) == "azure: no list price is known"


def test_a_clock_that_is_behind_makes_nothing_younger_than_today() -> None:
    assert age_of("azure", [offer()], DAY - timedelta(days=3)).days == 0
