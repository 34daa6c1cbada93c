"""By when somebody has to hear of a budget: what was spent by a share of it, a forecast before all of it is."""

from typing import Any

import pytest

from policies.judge.budgets import MOST, is_in_time
from policies.judge.resource import Resource


def told(percent: Any, *, forecast: bool = False, most: float = 80) -> bool:
    """Return whether a notice at a percentage is in time."""
    budget = Resource("lab:budgets:Budget", "budget", "urn:budget", {}, configured={MOST.name: most})
    return is_in_time(budget, percent, forecast=forecast)


@pytest.mark.parametrize(
    ("percent", "is_told"),
    [(80, True), (80.1, False), ("80", True), ("81", False), (None, False), (True, False), ("soon", False)],
)
def test_a_notice_of_what_was_spent_comes_at_the_share_that_a_team_set(percent: Any, is_told: bool) -> None:
    assert told(percent) is is_told


@pytest.mark.parametrize("share", [share / 100 for share in range(1, 101)])
def test_a_share_that_is_written_with_a_point_is_what_it_says(share: float) -> None:
    assert told(100 * share, most=round(100 * share)), "0.55 is 55 percent, though 100 times it is more"


@pytest.mark.parametrize(("percent", "is_told"), [(100, True), (101, False), ("100", True)])
def test_a_forecast_comes_before_the_budget_is_spent(percent: Any, is_told: bool) -> None:
    assert told(percent, forecast=True) is is_told
