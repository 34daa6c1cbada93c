"""The Retail Prices of Azure: which items are a Linux machine's, page after page, and what is no such page."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from components.catalog.loading import machine_types
from stacks.catalog.azure import read_azure
from stacks.catalog.download import Unread
from stacks.catalog.price_list import PriceList
from tests.stacks.catalog.simulated_prices import SimulatedPrices, azure_item, spot_item

TODAY = date(2026, 11, 27)
D8, D16 = "Standard_D8s_v5", "Standard_D16s_v5"


def read(location: str = "eastus") -> PriceList:
    return read_azure(location, machine_types("azure"), TODAY)


def amounts(listed: PriceList) -> Mapping[str, Mapping[str, Decimal]]:
    return {
        name: {kind: price.usd_per_hour for kind, price in prices.items()}
        for name, prices in listed.prices.items()
    }


def test_only_the_list_and_the_spot_price_of_a_linux_machine_count(prices: SimulatedPrices) -> None:
    prices.items = [
        azure_item(D8, 9.9, productName="Virtual Machines Dsv5 Series Windows"),
        azure_item(D8, 9.9, productName="Dsv5 Series Cloud Services"),
        azure_item(D8, 9.9, skuName="D8s v5 Low Priority", meterName="D8s v5 Low Priority"),
        azure_item(D8, 9.9, type="DevTestConsumption"),
        azure_item(D8, 9.9, type="Reservation", reservationTerm="1 Year", unitOfMeasure="1 Hour"),
        azure_item(D8, 9.9, unitOfMeasure="1 GB"),
        azure_item(D8, 9.9, isPrimaryMeterRegion=False),
        azure_item(D8, 9.9, currencyCode="EUR"),
        azure_item(D8, 0),
        azure_item(D8, 9.9, location="westeurope"),
        azure_item(D8, 0.384),
        spot_item(D8, 0.071002),
    ]
    found = {D8: {"on-demand": Decimal("0.384"), "spot": Decimal("0.071002")}}
    assert amounts(read()) == found, "to the last digit, which no binary fraction keeps"
    price = read().prices[D8]["spot"]
    assert (price.as_of, price.source.key) == (TODAY, "azure-retail-2026-11-27"), "what holds on the day"


def test_the_service_is_asked_for_one_region_and_every_page_of_it(prices: SimulatedPrices) -> None:
    prices.items = [
        azure_item(D8, 1),
        *[azure_item(f"Standard_X{n}", 1) for n in range(8)],
        azure_item(D16, 2),
    ]
    prices.page = 3
    listed = read()
    assert set(listed.prices) == {D8, D16} and listed.unknown == 8
    assert len(prices.asked) == 4, "10 items in pages of 3"
    assert "armRegionName%20eq%20%27eastus%27" in prices.asked[0].replace("+", "%20")


def test_two_prices_of_one_kind_are_none(prices: SimulatedPrices) -> None:
    prices.items = [azure_item(D8, 1), azure_item(D8, 2), spot_item(D8, 0.5)]
    listed = read()
    assert listed.disputed == {D8} and not listed.prices


def document(**parts: object) -> bytes:
    return json.dumps({"Items": [], "NextPageLink": None, "Count": 0} | parts).encode()


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>", "a page that is no JSON, or half of it"),
        (document(Items=[azure_item(D8, 1)])[:-40], "a page that is no JSON, or half of it"),
        (b"[]", "a page without Items and NextPageLink"),
        (b'{"Items": []}', "a page without Items and NextPageLink"),
        (document(Items={}), "a page without Items and NextPageLink"),
        (document(Items=["x"]), "an item that is none"),
        (document(Items=[azure_item(D8, 1, retailPrice="1")]), f"an item without a retailPrice: '{D8}'"),
        (
            document(NextPageLink="https://elsewhere.invalid/"),
            "a next page elsewhere: 'https://elsewhere.invalid/'",
        ),
        (document(NextPageLink=["x"]), "a next page elsewhere: ['x']"),
    ],
)
def test_a_document_that_is_no_such_page_is_not_believed(
    prices: SimulatedPrices, body: bytes, reason: str
) -> None:
    prices.body = body
    with pytest.raises(Unread) as unread:
        read()
    assert str(unread.value).endswith(f"does not answer as Azure documents it: it has {reason}")


def test_a_page_that_leads_back_to_itself_ends(prices: SimulatedPrices) -> None:
    prices.link = f"{prices.address}/api/retail/prices?$filter=armRegionName eq 'eastus'"
    with pytest.raises(Unread, match="a page that leads back to itself"):
        read()


def test_half_a_page_on_the_way_is_no_list(prices: SimulatedPrices) -> None:
    prices.items, prices.cut = [azure_item(D8, 1)] * 50, True
    with pytest.raises(Unread, match="broke off"):
        read()
