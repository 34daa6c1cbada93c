"""The Price List of AWS: which of its rows is the list price of a Linux machine, and what is no such list."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from components.catalog.loading import machine_types
from stacks.catalog.aws import read_aws
from stacks.catalog.download import Unread
from stacks.catalog.price_list import PriceList
from tests.stacks.catalog.simulated_prices import SimulatedPrices, aws_document, aws_row

TODAY = date(2026, 11, 27)


def read(location: str = "us-east-1") -> PriceList:
    return read_aws(location, machine_types("aws"), TODAY)


def amounts(listed: PriceList) -> Mapping[str, Decimal]:
    return {name: prices["on-demand"].usd_per_hour for name, prices in listed.prices.items()}


def test_only_the_list_price_of_a_linux_machine_counts(prices: SimulatedPrices) -> None:
    prices.rows["us-east-1"] = [
        aws_row("m7i.large", "9.9", Operating_System="Windows"),
        aws_row("m7i.large", "9.9", Tenancy="Dedicated"),
        aws_row("m7i.large", "9.9", CapacityStatus="UnusedCapacityReservation"),
        aws_row("m7i.large", "9.9", CapacityStatus="AllocatedCapacityReservation"),
        aws_row("m7i.large", "9.9", **{"Pre_Installed_S/W": "SQL Std"}),
        aws_row("m7i.large", "9.9", License_Model="Bring your own license"),
        aws_row("m7i.large", "9.9", TermType="Reserved"),
        aws_row("m7i.large", "9.9", Unit="Quantity"),
        aws_row("m7i.large", "9.9", "us-east-1-atl-2", Location_Type="AWS Local Zone"),
        aws_row("m7i.large", "0.0"),
        aws_row("m7i.large", "0.1008"),
        aws_row("p5.48xlarge", "55.04"),
    ]
    assert amounts(read()) == {"m7i.large": Decimal("0.1008"), "p5.48xlarge": Decimal("55.04")}


def test_a_price_has_the_day_of_publication_and_says_where_it_is_from(prices: SimulatedPrices) -> None:
    prices.rows["us-east-1"] = [aws_row("m7i.large", "0.1008")]
    price = read().prices["m7i.large"]["on-demand"]
    assert price.as_of == date(2026, 11, 20), "the list's day, not that of reading"
    assert price.source.key == "aws-price-list-2026-11-27"
    assert price.source.text.startswith(
        "AWS Price List, /offers/v1.0/aws/AmazonEC2/current/<region>/index.csv"
    )
    assert prices.asked == ["/offers/v1.0/aws/AmazonEC2/current/us-east-1/index.csv"]


def test_machines_that_nobody_knows_are_counted_and_two_prices_are_none(prices: SimulatedPrices) -> None:
    rows = [
        aws_row("x9.new", "1"),
        aws_row("x9.newer", "2"),
        aws_row("m7i.large", "1"),
        aws_row("m7i.large", "2"),
    ]
    prices.rows["us-east-1"] = rows
    listed = read()
    assert (listed.unknown, listed.disputed, listed.prices) == (2, frozenset({"m7i.large"}), {})
    assert listed.kinds == ("on-demand",), "of spot the list says nothing"


DOCUMENT = aws_document([aws_row("m7i.large", "0.1008")])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>Service unavailable</html>\n", "it has no day of publication and no columns"),
        (b"", "it has no day of publication and no columns"),
        (
            DOCUMENT.replace(b'"Tenancy"', b'"Tenure"').replace(b'"Region Code"', b'"Region"'),
            "it has no column Tenancy, Region Code",
        ),
        (DOCUMENT.replace(b"2026-11-20T", b"20 November"), "it has the day '20 November22:53:08Z'"),
        (DOCUMENT.replace(b"0.1008000000", b"a dime"), "it has the price 'a dime'"),
        (DOCUMENT.replace(b'"RunInstances",', b""), "it has a row of 38 cells instead of 39"),
        (DOCUMENT[: len(DOCUMENT) - 30], "the list of AWS ends in the middle of a line"),
    ],
)
def test_a_document_that_is_no_such_list_is_not_believed(
    prices: SimulatedPrices, body: bytes, reason: str
) -> None:
    prices.body = body
    with pytest.raises(Unread) as unread:
        read()
    assert str(unread.value).endswith(reason)


def test_half_a_list_and_no_list_are_none(prices: SimulatedPrices) -> None:
    with pytest.raises(Unread, match=r"has no /offers/v1\.0/aws/AmazonEC2/current/mars/index\.csv"):
        read("mars")
    prices.rows["us-east-1"], prices.cut = [aws_row("m7i.large", "0.1008")] * 50, True
    with pytest.raises(Unread, match="broke off"):
        read()
