"""A budget of Azure tells somebody before it is spent; by itself it stops nothing."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import FALSE
from policies.judge.budgets import MOST, allowed, is_in_time
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule

TO_WHOM = ("contactEmails", "contactGroups", "contactRoles")
OF_COST = (None, "Cost")
"""Categories of budgets of money; the others are of hours and of reservations."""


def check(budget: Resource) -> Iterator[str]:
    """Find budgets of which nobody hears in time; their notices stand in a mapping, each under a name."""
    if budget.get("category") not in OF_COST:
        return
    notices = budget.part("notifications")
    if not any(_tells(notices.part(name), budget) for name in notices.value):
        yield f"notifications tell nobody; allowed: a contact {allowed(budget)}"


def _tells(notice: Resource, budget: Resource) -> bool:
    if notice.get("enabled") in FALSE or str(notice.get("operator")).startswith("Less"):
        return False
    forecast = notice.get("thresholdType") == "Forecasted"
    return is_in_time(budget, notice.get("threshold"), forecast=forecast) and any(map(notice.parts, TO_WHOM))


RULE = ResourceRule(
    name="require-notices-of-budgets-on-azure",
    promise="Every budget of Azure tells somebody before it is spent.",
    severity=Severity.MEDIUM,
    remedy="add a notification that is enabled, with a threshold in percent and a contact",
    references=("FinOps Framework: Budgeting", "Azure Well-Architected CO:04", "SOC 2 CC7.2"),
    types=("azure-native:consumption:Budget", "azure-native:costmanagement:Budget"),
    settings=(MOST,),
    check=check,
)
