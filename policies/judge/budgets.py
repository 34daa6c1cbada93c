"""By when somebody has to hear of a budget of a cloud, whichever cloud keeps it."""

from typing import Any

from policies.judge.asking import number_of
from policies.judge.resource import Resource
from policies.judge.setting import Setting

MOST = Setting(
    name="most-percent",
    says="by when somebody is told at the latest of what was spent, in percent of a budget",
    default=80,
    schema={"type": "number", "minimum": 1, "maximum": 100},
)
WHOLE = 100
"""A forecast, in percent: it tells before anything of it was spent."""
DIGITS = 6
"""More than anybody writes of a percentage, and fewer than 100 times a share is wrong by."""


def is_in_time(budget: Resource, percent: Any, *, forecast: bool) -> bool:
    """Tell whether a notice at a percentage of a budget, a number or a text of one, is before it is spent."""
    number = number_of(percent)
    return number is not None and round(number, DIGITS) <= (WHOLE if forecast else budget.said(MOST))


def allowed(budget: Resource) -> str:
    """Return the percentages that are in time, as findings say it."""
    return f"at {budget.said(MOST):g} percent or before, or at {WHOLE} of a forecast"
