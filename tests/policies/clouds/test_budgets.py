"""A budget of any cloud may tell by a forecast, which comes before anything of it was spent."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.policies.breach import Added
from tests.policies.clouds.aws import alone as aws
from tests.policies.clouds.azure import alone as azure
from tests.policies.clouds.gcp import alone as gcp

TO = ["ml-platform@example.com"]


def of_aws(percent: Any, *, forecast: bool) -> list[str]:
    """Return what is found in a budget of AWS with one notice."""
    kind = "FORECASTED" if forecast else "ACTUAL"
    notice = {"notificationType": kind, "threshold": percent, "thresholdType": "PERCENTAGE"}
    inputs = {"notifications": [{**notice, "subscriberEmailAddresses": TO}]}
    return aws.found(
        "require-notices-of-budgets-on-aws", Added(type="aws:budgets/budget:Budget", name="b", inputs=inputs)
    )


def of_azure(percent: Any, *, forecast: bool) -> list[str]:
    """Return what is found in a budget of Azure with one notice."""
    kind = {"thresholdType": "Forecasted"} if forecast else {}
    notice = {"enabled": True, "operator": "GreaterThan", "threshold": percent, "contactEmails": TO, **kind}
    inputs = {"notifications": {"soon": notice}}
    return azure.found(
        "require-notices-of-budgets-on-azure",
        Added(type="azure-native:consumption:Budget", name="b", inputs=inputs),
    )


def of_gcp(percent: Any, *, forecast: bool) -> list[str]:
    """Return what is found in a budget of Google Cloud with one threshold."""
    kind = {"spendBasis": "FORECASTED_SPEND"} if forecast else {}
    share = str(float(percent) / 100) if isinstance(percent, str) else percent / 100
    inputs = {"thresholdRules": [{"thresholdPercent": share, **kind}]}
    return gcp.found(
        "require-notices-of-budgets-on-gcp", Added(type="gcp:billing/budget:Budget", name="b", inputs=inputs)
    )


BUDGETS: Mapping[str, Callable[..., list[str]]] = {"aws": of_aws, "azure": of_azure, "gcp": of_gcp}


@pytest.mark.parametrize("cloud", BUDGETS)
@pytest.mark.parametrize(
    ("percent", "forecast", "is_told"),
    [(80, False, True), ("80", False, True), (81, False, False), (100, True, True), (101, True, False)],
)
def test_a_notice_comes_before_the_budget_is_spent(
    cloud: str, percent: Any, forecast: bool, is_told: bool
) -> None:
    assert (BUDGETS[cloud](percent, forecast=forecast) == []) is is_told
