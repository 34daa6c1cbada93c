"""A written snapshot reads back as it was, and differs from another only where they differ."""

from pathlib import Path

import pytest
from hypothesis import given

from components.catalog.model import Offer, Price, Source
from components.catalog.reading import read_snapshot
from components.catalog.writing import natural, snapshot_text
from tests.components.catalog.offers import DAY, offer, offers_of, price


@given(offers_of())
def test_what_is_written_reads_back_equal(offers: list[Offer]) -> None:
    machines = {each.machine.name: each.machine for each in offers}
    text = snapshot_text(offers, ["a remark"])
    read = read_snapshot("azure", DAY, Path("azure.csv"), text, machines)
    assert set(read.offers) == set(offers), "every price, day, source and zone"
    assert snapshot_text(reversed(read.offers), ["a remark"]) == text, "whatever the order was"


def test_rows_are_sorted_as_people_sort_so_that_versions_compare() -> None:
    offers = [offer("g5.12xlarge"), offer("g5.2xlarge"), offer("a", location="brazil")]
    machines = [line.split(",")[1] for line in snapshot_text(offers).splitlines() if line[0] != "#"]
    assert machines == ["machine", "a", "g5.2xlarge", "g5.12xlarge"]
    assert natural("p5.4xlarge") < natural("p5.48xlarge") < natural("p6-b200.48xlarge")


def test_two_sources_with_one_key_are_no_snapshot() -> None:
    other = Price(usd_per_hour=price("1").usd_per_hour, as_of=None, source=Source(key="made", text="other"))
    offers = [offer("a"), Offer(machine=offer("b").machine, location="eastus", on_demand=other)]
    with pytest.raises(ValueError, match="two sources have the key made"):
        snapshot_text(offers)
