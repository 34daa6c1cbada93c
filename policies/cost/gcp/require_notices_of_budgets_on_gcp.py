"""A budget of Google Cloud tells somebody before it is spent; by itself it stops nothing."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import TRUE, number_of
from policies.judge.budgets import MOST, allowed, is_in_time
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.unknown import together


def in_time(budget: Resource) -> Iterator[str]:
    """Find budgets without a threshold, which is a share of 1, before they are spent."""
    if not any(_tells(rule, budget) for rule in budget.parts("thresholdRules")):
        yield f"thresholdRules tell nobody; allowed: one {allowed(budget)}"


def _tells(rule: Resource, budget: Resource) -> bool:
    share = number_of(rule.get("thresholdPercent"))
    forecast = rule.get("spendBasis") == "FORECASTED_SPEND"
    return share is not None and is_in_time(budget, 100 * share, forecast=forecast)


def to_somebody(budget: Resource) -> Iterator[str]:
    """Find budgets that tell nobody: by default those hear of it who manage the billing account."""
    told = budget.part("allUpdatesRule")
    is_silent = told.get("disableDefaultIamRecipients") in TRUE
    others = told.get("monitoringNotificationChannels") or told.get("enableProjectLevelRecipients") in TRUE
    if is_silent and not others and not told.get("pubsubTopic"):
        yield "allUpdatesRule.disableDefaultIamRecipients is true and nobody else is named; allowed: somebody"


RULE = ResourceRule(
    name="require-notices-of-budgets-on-gcp",
    promise="Every budget of Google Cloud tells somebody before it is spent.",
    severity=Severity.MEDIUM,
    remedy="add a thresholdRule of 0.8 or less, or one of FORECASTED_SPEND, and name a channel where the billing "
    "account's people are left out",
    references=("FinOps Framework: Budgeting", "SOC 2 CC7.2"),
    types=("gcp:billing/budget:Budget",),
    settings=(MOST,),
    check=together(in_time, to_somebody),
)
