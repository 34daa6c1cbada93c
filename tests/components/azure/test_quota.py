"""What quota a subscription holds is what Azure tells of the region, family by family."""

from collections.abc import Iterator
from typing import Any

import pytest

from components.azure import quota
from components.azure.account import Account
from components.topology.asking import CannotAsk
from components.topology.quota import QuotaNeed
from tests.components.simulated_api import TOKEN, SimulatedApi, simulated_api

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
USAGES = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Compute/locations/eastus/usages"


def need(family: str) -> QuotaNeed:
    return QuotaNeed(
        provider="azure", location="eastus", family=family, unit="vCPUs", amount=96, pools=("train/gpu",)
    )


def usage(family: str, limit: int) -> dict[str, Any]:
    return {
        "name": {"value": family, "localizedValue": family},
        "limit": limit,
        "currentValue": 1,
        "unit": "Count",
    }


@pytest.fixture
def api() -> Iterator[SimulatedApi]:
    with simulated_api() as running:
        yield running


def held(api: SimulatedApi, *families: str) -> dict[str, int]:
    account = Account(subscription=SUBSCRIPTION, token=lambda: TOKEN, address=api.address)
    return dict(quota.held_by(account, [need(family) for family in families]))


def test_families_are_read_on_every_page_in_letters_of_either_size(api: SimulatedApi) -> None:
    more = f"{api.address}{USAGES}2"
    api.replies[USAGES] = lambda _: {"value": [usage("StandardDSv5Family", 100)], "nextLink": more}
    api.replies[f"{USAGES}2"] = lambda _: {"value": [usage("lowPriorityCores", 0)]}
    assert held(api, "standardDSv5Family", "lowPriorityCores", "unheardOfFamily") == {
        "standardDSv5Family": 100, "lowPriorityCores": 0,
    }  # fmt: skip
    assert api.asked[0].query == {"api-version": quota.VERSION}


def test_no_limit_is_none_to_refuse_by(api: SimulatedApi) -> None:
    api.replies[USAGES] = lambda _: {"value": [usage("lowPriorityCores", -1)]}
    assert held(api, "lowPriorityCores") == {}


def test_a_region_that_cannot_be_asked_is_a_sentence(api: SimulatedApi) -> None:
    with pytest.raises(CannotAsk, match="Azure has no "):
        held(api, "lowPriorityCores")


def test_the_way_out_names_how_much_and_where() -> None:
    assert "ask for 96 vCPUs of it in eastus" in quota.way_out(need("standardDSv5Family"))


def test_the_sum_of_a_region_is_asked_and_asked_for_like_a_family(api: SimulatedApi) -> None:
    api.replies[USAGES] = lambda _: {"value": [usage("cores", 10), usage("standardDSv5Family", 10)]}
    assert held(api, quota.REGIONAL) == {"cores": 10}, "AKS fails half-way beyond it"
    assert "Total Regional vCPUs" in quota.way_out(need(quota.REGIONAL))
