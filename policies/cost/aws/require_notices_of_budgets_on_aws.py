"""A budget tells somebody before it is spent."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.budgets import MOST, allowed, is_in_time
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule


def check(budget: Resource) -> Iterator[str]:
    """Find budgets of which nobody hears in time."""
    told = [
        one
        for one in budget.parts("notifications")
        if one.get("thresholdType") == "PERCENTAGE"
        and is_in_time(budget, one.get("threshold"), forecast=one.get("notificationType") == "FORECASTED")
        and (one.parts("subscriberEmailAddresses") or one.parts("subscriberSnsTopicArns"))
    ]
    if not told:
        yield f"notifications tell nobody; allowed: a subscriber {allowed(budget)}"


RULE = ResourceRule(
    name="require-notices-of-budgets-on-aws",
    promise="Every budget of AWS tells somebody before it is spent.",
    severity=Severity.MEDIUM,
    remedy="add a notification with a threshold in percent and a subscriber",
    references=("AWS Well-Architected COST02-BP05", "SOC 2 CC7.2"),
    types=("aws:budgets/budget:Budget",),
    settings=(MOST,),
    check=check,
)
