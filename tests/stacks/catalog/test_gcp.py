"""The Cloud Billing Catalog of Google Cloud: machines are sums of parts, which the list knows by their words."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from components.catalog.loading import machine_types
from stacks.catalog import gcp
from stacks.catalog.download import NotAllowed, Unread
from stacks.catalog.gcp import read_gcp
from stacks.catalog.price_list import PriceList
from stacks.catalog.refresh import refreshed
from tests.stacks.catalog.gcp_skus import gcp_sku
from tests.stacks.catalog.prices_in_use import CATALOG
from tests.stacks.catalog.simulated_prices import SimulatedPrices

TODAY = date(2026, 11, 27)
RAM = "GiBy.h"
LISTED = [
    gcp_sku("E2 Instance Core running in Americas", "0.02181159"),
    gcp_sku("E2 Instance Ram running in Americas", "0.00292353", unit=RAM),
    gcp_sku("N1 Predefined Instance Core running in Americas", "0.031611"),
    gcp_sku("N1 Predefined Instance Ram running in Americas", "0.004237", unit=RAM),
    gcp_sku("N2 Instance Core running in Americas", "0.031611"),
    gcp_sku("N2 Instance Ram running in Americas", "0.004237", unit=RAM),
    gcp_sku("A2 Instance Core running in Americas", "0.031611"),
    gcp_sku("A2 Instance Ram running in Americas", "0.004237", unit=RAM),
    gcp_sku("Nvidia Tesla A100 GPU running in Americas", "2.933908"),
    gcp_sku("Nvidia Tesla A100 80GB GPU running in Americas", "3.92808"),
    gcp_sku("SSD backed Local Storage", "0.08", unit="GiBy.mo"),
]
"""Parts of machines in Iowa as the list had them in July 2026."""
SUMS = {
    "e2-standard-32": "1.072183", "n1-standard-1": "0.047500", "n1-highmem-96": "5.678544",
    "n2-standard-128": "6.215552", "a2-highgpu-1g": "3.673385", "a2-megagpu-16g": "55.739504",
    "a2-ultragpu-1g": "5.068798", "a2-ultragpu-8g": "40.550383",
}  # fmt: skip
"""Prices of the snapshot of 2026-07-16 in us-central1, which others made from the whole list."""


@pytest.fixture(autouse=True)
def key(prices: SimulatedPrices, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the environment have a key."""
    monkeypatch.setenv(gcp.KEY, "a-key")


def read(location: str = "us-central1") -> PriceList:
    return read_gcp(location, machine_types("gcp"), TODAY)


def amounts(listed: PriceList, kind: Any = "on-demand") -> dict[str, Decimal]:
    return {name: each[kind].usd_per_hour for name, each in listed.prices.items() if kind in each}


def test_sums_of_parts_are_the_prices_that_others_read(prices: SimulatedPrices) -> None:
    prices.skus, prices.page = LISTED, 4
    found = amounts(read())
    assert {name: f"{found[name]:f}" for name in SUMS} == SUMS, "local disks included, to the last digit"
    assert read().prices["n1-standard-1"]["on-demand"].source.key == "gcp-catalog-2026-11-27"
    assert len(prices.asked) == 3, "three pages, and the list of all regions is read once"
    assert "a-key" not in "".join(prices.asked) and set(prices.shown) == {"a-key"}, "no address has the key"


def test_a_machine_without_the_price_of_a_part_has_none(prices: SimulatedPrices) -> None:
    prices.skus = [sku for sku in LISTED if "80GB" not in sku["description"]]
    found = amounts(read())
    assert "a2-highgpu-1g" in found and "a2-ultragpu-1g" not in found
    assert not any(name.startswith("a4") for name in found), "nobody says what its parts cost"


def test_a_region_has_its_own_prices(prices: SimulatedPrices) -> None:
    other = [{**sku, "serviceRegions": ["europe-west4"]} for sku in LISTED[:2]]
    prices.skus = [*other, *LISTED[2:]]
    assert "e2-standard-2" not in amounts(read()) and "n2-standard-2" in amounts(read("us-east4"))
    assert set(amounts(read("europe-west4"))) == {f"e2-standard-{size}" for size in (2, 4, 8, 16, 32)}


def test_spot_is_told_by_words_and_commitments_and_others_are_no_price(prices: SimulatedPrices) -> None:
    prices.skus = [
        gcp_sku("Spot Preemptible G2 Instance Core running in Americas", "0.01", "Preemptible"),
        gcp_sku("Spot Preemptible G2 Instance Ram running in Americas", "0.001", "Preemptible", RAM),
        gcp_sku("Nvidia L4 GPU attached to Spot Preemptible VMs running in Americas", "0.2", "OnDemand"),
        gcp_sku("Commitment v1: Nvidia L4 GPU running in Americas for 1 Year", "0.1", "Commit1Yr"),
        gcp_sku("DWS Defined Duration Nvidia L4 GPU running in Americas", "0.1"),
        gcp_sku("Reserved Nvidia L4 GPU in Americas", "0.1"),
        gcp_sku("G2 Custom Instance Core running in Americas", "0.1"),
        gcp_sku("G2 Sole Tenancy Instance Core running in Americas", "0.1"),
        gcp_sku("Nvidia L4 Virtual Workstation GPU running in Americas", "0.1"),
    ]
    listed = read()
    assert amounts(listed) == {} and amounts(listed, "spot")["g2-standard-4"] == Decimal("0.256000")


def test_two_prices_of_a_part_leave_its_machines_in_dispute(prices: SimulatedPrices) -> None:
    prices.skus = [*LISTED, gcp_sku("E2 Instance Core running in Americas", "0.03")]
    listed = read()
    assert "e2-standard-2" in listed.disputed and "e2-standard-2" not in listed.prices
    prices.skus = [*LISTED, LISTED[0]]
    gcp.parts.cache_clear()
    assert not read().disputed, "the same once more is no other"


def with_expression(**changed: Any) -> dict[str, Any]:
    sku = json.loads(json.dumps(LISTED[0]))
    sku["pricingInfo"][0]["pricingExpression"].update(changed)
    return sku


STEPS = [
    {"startUsageAmount": start, "unitPrice": {"currencyCode": "USD", "units": "0", "nanos": nanos}}
    for start, nanos in ((0, 5), (10, 4))
]
EUROS = [{"startUsageAmount": 0, "unitPrice": {"currencyCode": "EUR", "units": "0", "nanos": 5}}]


@pytest.mark.parametrize("changed", [{"usageUnit": "mo"}, {"tieredRates": STEPS}, {"tieredRates": EUROS}])
def test_a_price_of_another_kind_is_none(changed: dict[str, Any], prices: SimulatedPrices) -> None:
    prices.skus = [with_expression(**changed), *LISTED[1:]]
    assert "e2-standard-2" not in amounts(read())


def test_of_several_times_the_newest_holds(prices: SimulatedPrices) -> None:
    newer = json.loads(json.dumps(LISTED[0]))
    older = {**LISTED[0]["pricingInfo"][0], "effectiveTime": "2020-01-01T00:00:00Z"}
    newer["pricingInfo"] = [gcp_sku("x", "1")["pricingInfo"][0], older]
    prices.skus = [newer, *LISTED[1:]]
    assert amounts(read())["e2-standard-2"] == Decimal("2.023388")


@pytest.mark.parametrize(
    ("body", "reason"),
    [(b"<html>", "no JSON"), (b"[]", "without skus"), (b'{"skus": [1]}', "a SKU that is none")],
)
def test_what_is_no_list_is_said(body: bytes, reason: str, prices: SimulatedPrices) -> None:
    prices.body = body
    with pytest.raises(Unread, match=reason):
        read()


def test_a_list_without_an_end_is_left(prices: SimulatedPrices) -> None:
    prices.skus, prices.page, prices.link = LISTED, 2, "2"
    with pytest.raises(Unread, match="leads back to itself"):
        read()


def test_a_key_that_is_refused_is_told_with_the_way_out(prices: SimulatedPrices) -> None:
    prices.status = 403
    with pytest.raises(
        NotAllowed, match=r"\(403\); GROUNDPLAN_GCP_API_KEY has to be a key of the Cloud Billing API"
    ):
        read()


def test_a_third_region_becomes_part_of_the_catalog(prices: SimulatedPrices) -> None:
    prices.skus = LISTED
    found = refreshed(CATALOG, "gcp", ["us-east4"], TODAY, lambda _: None)
    made = {offer.machine.name for offer in found.offers if offer.location == "us-east4"}
    assert "a2-ultragpu-8g" in made and len(found.offers) > len(CATALOG.snapshots["gcp"].offers)
    assert {move.direction for move in found.moved} == {"new"}


def test_without_a_key_and_a_login_nobody_is_asked(
    prices: SimulatedPrices, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gcp.why_unread() is None
    monkeypatch.delenv(gcp.KEY)
    assert "set GROUNDPLAN_GCP_API_KEY" in str(gcp.why_unread())
    with pytest.raises(Unread, match="no credentials of Google Cloud here"):
        read()
    assert prices.asked == []
