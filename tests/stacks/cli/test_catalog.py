"""`groundplan catalog` lists, filters and tells how old prices are; `refresh` renews them or leaves all as it was."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from components.topology.asking import NoCredentials
from stacks.catalog import aws, azure, gcp
from stacks.cli import catalog as command
from stacks.cli.main import run
from tests.stacks.catalog.prices_in_use import list_all
from tests.stacks.catalog.simulated_prices import SimulatedPrices, aws_row, simulated_prices

TODAY = date(2026, 11, 27)
SNAPSHOTS = "components/catalog/snapshots/2026-11-22"


@pytest.fixture(autouse=True)
def data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the user an empty folder of data, and every test the same day."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(command, "_today", lambda: TODAY)
    return tmp_path


@pytest.fixture(autouse=True)
def nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody say to Google Cloud who asks."""

    def headers() -> dict[str, str]:
        raise NoCredentials("there are no credentials of Google Cloud here; log in")

    monkeypatch.setattr(gcp, "target_part", lambda *_given: SimpleNamespace(headers=headers))
    monkeypatch.delenv(gcp.KEY, raising=False)


@pytest.fixture
def prices(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedPrices]:
    """Let the command ask a price service that lists all that the catalog has, at twice the price."""
    with simulated_prices() as running:
        monkeypatch.setattr(aws, "ADDRESS", running.address)
        monkeypatch.setattr(azure, "ADDRESS", running.address)
        list_all(running, "2")
        # The catalog has no list price in us-east-2, so the service needs one for its list to be one.
        running.rows["us-east-2"] = [aws_row("p5e.48xlarge", "60", "us-east-2")]
        yield running


def test_machines_are_listed_cheapest_first_with_floors_marked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "--gpu", "8xH100"]) == 0
    out, err = capsys.readouterr()
    rows = [line.split() for line in out.splitlines()]
    assert rows[1][:3] == ["aws", "us-east-1", "p5.48xlarge"] and rows[1][-3:] == ["55.04", "from", "20.0775"]
    assert float(rows[-1][-2]) == max(float(row[-2].removeprefix("from")) for row in rows[3:])
    assert "a floor, and no ground for a choice" in err


def test_an_old_snapshot_is_said_aloud_with_its_days_and_the_law(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "--provider", "azure", "--cpu", "90"]) == 0
    err = capsys.readouterr().err
    assert (
        "azure: the list prices are 191 days old (of 2026-05-20); none is promised for more than 30 days"
        in err
    )
    assert "(components/catalog/age.py)" in err and "groundplan catalog refresh" in err
    assert "aws:" not in err, "only of what is shown"


def test_json_is_one_document_with_every_fact_and_its_age(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "--type", "p5.48xlarge", "--location", "us-east-1", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    (snapshot,), (machine,) = document["snapshots"], document["machines"]
    assert (
        snapshot["age_days"] == 130
        and snapshot["is_stale"]
        and snapshot["file"].endswith(f"{SNAPSHOTS}/aws.csv")
    )
    assert machine["on_demand"]["usd_per_hour"] == 55.04 and machine["on_demand"]["as_of"] == "2026-07-20"
    assert machine["spot"]["is_floor"] and machine["spot"]["as_of"] is None
    assert (machine["gpus"], machine["gpu_model"], machine["fabric"]) == (8, "H100-SXM", "efa")
    assert machine["zones"] is None, "unknown is null"


def test_a_type_is_told_with_all_that_is_known_and_unknown_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["catalog", "--type", "a4-highgpu-8g", "--location", "us-central1"]) == 0
    out = capsys.readouterr().out
    assert "on-demand: unknown" in out and "zones: us-central1-b" in out and "fabric: gpudirect-rdma" in out
    assert run(["catalog", "--type", "p5.48xlarge", "--location", "us-east-1"]) == 0
    assert "that spot price is the cheapest zone's, a floor" in capsys.readouterr().out


def test_a_price_that_is_asked_leaves_out_what_has_none_and_says_so(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["catalog", "--provider", "gcp", "--gpu", "8xB200", "--max-price", "1000"]) == 0
    out, err = capsys.readouterr()
    assert not out, "nothing is shown"
    assert "no machine of the catalog is all of that" in err
    assert "2 more have no known on-demand price and are left out" in err


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--provider", "aw"], 'did you mean "aws"?'),
        (["--location", "us-east-11"], 'did you mean "us-east-1"?'),
        (["--type", "p5.48xlarg"], 'did you mean "p5.48xlarge"?'),
        (["--gpu", "H100:8"], "give <count>x<family or exact name>"),
        (["--memory", "64"], "--memory: '64' is not a size"),
        (["--max-price", "cheap"], "--max-price: 'cheap' is no price; give USD an hour above 0"),
        (["--max-price", "-1"], "is no price"),
        (["--capacity", "reservation:x"], "known: on-demand, spot"),
        (["refresh", "--provider", "gcp"], "only to whoever says who they are; set GROUNDPLAN_GCP_API_KEY"),
        (["refresh", "--provider", "lambda"], "'lambda' has no public price list; known: aws, azure, gcp"),
        (["refresh", "--location", "eu-west-1"], "say of which provider"),
        (["refesh"], "No such command"),
    ],
)
def test_wrong_input_is_refused_with_what_to_give(
    arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["catalog", *arguments]) == 2
    assert reason in capsys.readouterr().err


def test_refresh_writes_a_snapshot_of_the_user_shows_what_moved_and_it_is_in_use(
    prices: SimulatedPrices, data_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["catalog", "refresh"]) == 0
    out, err = capsys.readouterr()
    folder = data_home / "groundplan" / "catalog" / "2026-11-27"
    assert f"wrote {folder / 'aws.csv'}\nwrote {folder / 'azure.csv'}" in out
    assert any(
        line.split()[2:] == ["p5.48xlarge", "on-demand", "up", "55.04", "110.08"] for line in out.splitlines()
    )
    assert "azure: 144 up, 0 down, 0 new, 0 gone" in err
    assert "gcp stays as it was: Google Cloud gives its prices" in err
    assert run(["catalog", "--type", "p5.48xlarge", "--location", "us-east-1"]) == 0
    out, err = capsys.readouterr()
    assert "on-demand: 110.08 USD/h, of 2026-11-20 (AWS Price List" in out and "days old" not in err


def test_refresh_tells_a_program_what_moved(
    prices: SimulatedPrices, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into = tmp_path / "snapshots"
    assert (
        run(
            [
                "catalog",
                "refresh",
                "--provider",
                "aws",
                "--location",
                "us-west-2",
                "--into",
                str(into),
                "--json",
            ]
        )
        == 0
    )
    document = json.loads(capsys.readouterr().out)
    assert document["files"] == [str(into / "2026-11-27" / "aws.csv")]
    assert {move["direction"] for move in document["moved"]} == {"up"}
    assert prices.asked == ["/offers/v1.0/aws/AmazonEC2/current/us-west-2/index.csv"]


def test_a_snapshot_for_the_repository_has_nothing_of_the_users_own(
    prices: SimulatedPrices, tmp_path: Path
) -> None:
    prices.rows["sa-east-1"] = [aws_row("p5.48xlarge", "70", "sa-east-1")]
    assert run(["catalog", "refresh", "--provider", "aws", "--location", "sa-east-1"]) == 0
    into = tmp_path / "snapshots"
    of_one = ["--provider", "aws", "--location", "us-west-2"]
    assert run(["catalog", "refresh", *of_one, "--into", str(into)]) == 0
    written = (into / "2026-11-27" / "aws.csv").read_text(encoding="utf-8")
    assert "us-west-2,p5.48xlarge" in written and "sa-east-1" not in written
    assert run(["catalog", "refresh", *of_one]) == 0
    own = tmp_path / "groundplan" / "catalog" / "2026-11-27" / "aws.csv"
    assert "sa-east-1" in own.read_text(encoding="utf-8"), "a user's own goes on from the user's own"


@pytest.mark.parametrize("behaviour", [{"status": 503}, {"cut": True}, {"body": b"<html>"}])
def test_a_list_that_cannot_be_read_whole_ends_in_one_sentence_and_changes_nothing(
    prices: SimulatedPrices,
    data_home: Path,
    capsys: pytest.CaptureFixture[str],
    behaviour: dict[str, object],
) -> None:
    for name, value in behaviour.items():
        setattr(prices, name, value)
    assert run(["catalog", "refresh", "--provider", "azure"]) == 1
    out, err = capsys.readouterr()
    assert not out and err.count("groundplan: ") == 1
    assert err.endswith("; nothing was written, and the catalog is as it was\n")
    assert not (data_home / "groundplan").exists(), "nothing was written"


def test_where_one_provider_fails_nothing_of_the_other_is_written(
    prices: SimulatedPrices, data_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    prices.items = []
    assert run(["catalog", "refresh"]) == 1
    assert "the list of azure for eastus has no price" in capsys.readouterr().err
    assert not (data_home / "groundplan").exists(), "the whole or nothing"


def test_a_login_that_may_not_ask_google_keeps_nobody_from_the_prices_of_the_others(
    prices: SimulatedPrices, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(gcp.KEY, "of-another-service")
    monkeypatch.setattr(gcp, "ADDRESS", prices.address)
    monkeypatch.setattr(gcp, "PATH", "/refused")
    prices.refused = "/refused"
    assert run(["catalog", "refresh"]) == 0
    assert "gcp stays as it was: 127.0.0.1 has no /refused (403)" in " ".join(capsys.readouterr().err.split())
    assert run(["catalog", "refresh", "--provider", "gcp"]) == 1, "here nothing else was asked for"


def test_without_a_network_one_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch, data_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(aws, "ADDRESS", "https://prices.invalid")
    assert run(["catalog", "refresh", "--provider", "aws"]) == 1
    assert "groundplan: prices.invalid cannot be reached from here" in capsys.readouterr().err
    assert not (data_home / "groundplan").exists()
