"""A new snapshot has what the lists say, keeps what they do not know, and is written whole or not at all."""

from datetime import date
from pathlib import Path

import pytest

from components.catalog.loading import load_catalog
from components.catalog.model import Catalog, Offer
from components.catalog.reading import read_snapshot
from stacks.catalog.download import Unread
from stacks.catalog.refresh import LEAST_SHARE, Refreshed, refreshed, write
from stacks.cli.failures import Failed
from tests.stacks.catalog.prices_in_use import CATALOG, list_all
from tests.stacks.catalog.simulated_prices import SimulatedPrices, aws_row

TODAY = date(2026, 11, 27)


def refresh(provider: str, *locations: str, catalog: Catalog = CATALOG) -> Refreshed:
    return refreshed(catalog, provider, locations, TODAY, lambda _: None)


def find(found: Refreshed, location: str, machine: str) -> Offer | None:
    return next((offer for offer in found.offers if offer.key == (found.provider, location, machine)), None)


@pytest.mark.parametrize("provider", ["aws", "azure"])
def test_the_same_prices_move_nothing_and_lose_nothing(prices: SimulatedPrices, provider: str) -> None:
    list_all(prices)
    prices.page = 50
    locations = sorted({offer.location for offer in CATALOG.snapshots[provider].offers if offer.on_demand})
    found = refresh(provider, *locations)
    before = CATALOG.snapshots[provider].offers
    assert not found.moved
    assert {offer.key for offer in found.offers} == {offer.key for offer in before}
    assert all(
        offer.on_demand.as_of in (TODAY, date(2026, 11, 20)) for offer in found.offers if offer.on_demand
    ), "each price has the day of its list"


def test_what_rose_appeared_or_went_is_told(prices: SimulatedPrices) -> None:
    list_all(prices, "2")
    rows = [row for row in prices.rows["us-west-2"] if row["Instance Type"] != "g5.xlarge"]
    prices.rows["us-west-2"] = [*rows, aws_row("m6i.large", "0.2", "us-west-2")]
    found = refresh("aws", "us-west-2")
    told = {(move.machine, move.direction) for move in found.moved}
    assert ("p5.48xlarge", "up") in told and ("g5.xlarge", "gone") in told and ("m6i.large", "new") in told
    assert {move.location for move in found.moved} == {"us-west-2"}, "the others were not asked about"
    assert find(found, "us-west-2", "g5.xlarge") is None, "what is no longer sold is no offer"


def test_what_a_list_does_not_have_stays(prices: SimulatedPrices) -> None:
    list_all(prices)
    found = refresh("aws", "us-east-1")
    now, before = find(found, "us-east-1", "p5.48xlarge"), CATALOG.snapshots["aws"].offers
    assert now and now.spot == next(o for o in before if o.key == now.key).spot, (
        "its spot price, with its source"
    )
    assert "the spot prices of aws in us-east-1 stay as they were: its list has none" in found.notes
    prices.rows["us-east-2"] = [aws_row("m7i.large", "0.1", "us-east-2")]
    assert find(refresh("aws", "us-east-2"), "us-east-2", "p5e.48xlarge"), "it had only a floor before"


def test_a_new_location_becomes_part_of_the_catalog(prices: SimulatedPrices) -> None:
    prices.rows["sa-east-1"] = [
        aws_row("p5.48xlarge", "70", "sa-east-1"),
        aws_row("x9.new", "1", "sa-east-1"),
    ]
    found = refresh("aws", "sa-east-1")
    made = find(found, "sa-east-1", "p5.48xlarge")
    assert made and made.machine.fabric == "efa" and str(made.on_demand) == "70 USD/h"
    assert any("lists 1 machines in sa-east-1 that the catalog does not know" in note for note in found.notes)


def test_a_disputed_price_stays_as_it_was(prices: SimulatedPrices) -> None:
    list_all(prices)
    prices.rows["us-east-1"].append(aws_row("p5.48xlarge", "1", "us-east-1"))
    found = refresh("aws", "us-east-1")
    assert not found.moved
    assert "aws lists two prices in us-east-1 for p5.48xlarge: they stay as they were" in found.notes


def test_a_list_that_lacks_most_machines_is_not_believed(prices: SimulatedPrices) -> None:
    list_all(prices)
    prices.items = prices.items[: int(len(prices.items) * LEAST_SHARE / 4)]
    with pytest.raises(
        Unread, match=r"the list of azure for eastus has \d+ of the 61 machines that had a price"
    ):
        refresh("azure", "eastus")
    prices.items = []
    with pytest.raises(Unread, match="no price of any machine that the catalog knows"):
        refresh("azure", "eastus")


def test_a_written_snapshot_is_the_one_in_use_and_reads_back(prices: SimulatedPrices, tmp_path: Path) -> None:
    list_all(prices, "1.5")
    found = [refresh("aws", "us-east-1"), refresh("azure", "eastus")]
    files = write(tmp_path, TODAY, found, CATALOG)
    assert files == (tmp_path / "2026-11-27" / "aws.csv", tmp_path / "2026-11-27" / "azure.csv")
    catalog = load_catalog(tmp_path)
    assert [catalog.snapshots[name].file for name in ("aws", "azure")] == list(files)
    assert catalog.snapshots["gcp"] == CATALOG.snapshots["gcp"], "nobody asked about it"
    text = files[0].read_text(encoding="utf-8")
    assert "# source aws-price-list-2026-11-27:" in text and "# source karpenter:" not in text.splitlines()[0]
    assert "# Left out: p3.2xlarge" in text, "remarks that hold on are kept"


def test_a_snapshot_can_be_refreshed_again_and_its_sources_are_told_apart(
    prices: SimulatedPrices, tmp_path: Path
) -> None:
    list_all(prices)
    write(tmp_path, date(2026, 11, 26), [refresh("aws", "us-east-1")], CATALOG)
    again = refresh("aws", "us-west-2", catalog=load_catalog(tmp_path))
    read = read_snapshot("aws", TODAY, Path("aws.csv"), again.text, CATALOG.machines["aws"])
    assert set(read.offers) == set(again.offers)
    assert again.text.count("Written by `groundplan catalog refresh`") == 1, "one remark, however often"


def test_what_cannot_be_written_leaves_everything_as_it_was(prices: SimulatedPrices, tmp_path: Path) -> None:
    list_all(prices)
    (tmp_path / "2026-11-27").write_text("in the way", encoding="utf-8")
    with pytest.raises(Failed, match=r"cannot be written .*; the catalog is as it was"):
        write(tmp_path, TODAY, [refresh("aws", "us-east-1")], CATALOG)
    assert [entry.name for entry in tmp_path.iterdir()] == ["2026-11-27"], "nothing half made beside it"
