"""The newest snapshot counts, wherever it lies, and a file that cannot be used is named."""

from pathlib import Path

import pytest

from components.catalog import loading
from components.catalog.loading import load_catalog
from components.catalog.model import CatalogError
from components.catalog.writing import snapshot_text


def put(folder: Path, day: str, text: str | None = None) -> Path:
    """Write the first offers of Azure in use into a folder of snapshots; return the file."""
    file = folder / day / "azure.csv"
    file.parent.mkdir(parents=True)
    offers = load_catalog(providers=["azure"]).snapshots["azure"].offers
    file.write_text(snapshot_text(offers[:3]) if text is None else text, encoding="utf-8")
    return file


def test_the_repository_has_a_snapshot_of_every_provider() -> None:
    catalog = load_catalog()
    assert {provider: snapshot.file.name for provider, snapshot in catalog.snapshots.items()} == {
        "aws": "aws.csv",
        "azure": "azure.csv",
        "gcp": "gcp.csv",
    }
    assert len(catalog.offers) == sum(len(snapshot.offers) for snapshot in catalog.snapshots.values())


def test_a_newer_snapshot_elsewhere_counts_for_its_provider_alone(tmp_path: Path) -> None:
    file = put(tmp_path, "2100-01-01")
    catalog = load_catalog(tmp_path)
    assert catalog.snapshots["azure"].file == file and len(catalog.snapshots["azure"].offers) == 3
    assert catalog.snapshots["aws"].file.is_relative_to(loading.SNAPSHOTS), "the others stay as they are"


def test_an_older_one_does_not_and_of_two_of_a_day_the_later_folder_does(tmp_path: Path) -> None:
    put(tmp_path, "1999-01-01")
    in_use = load_catalog(tmp_path).snapshots["azure"]
    assert in_use.file.is_relative_to(loading.SNAPSHOTS)
    same_day = put(tmp_path, in_use.day.isoformat())
    assert load_catalog(tmp_path).snapshots["azure"].file == same_day


def test_folders_that_are_no_days_and_folders_that_are_not_there_are_passed_by(tmp_path: Path) -> None:
    put(tmp_path, "yesterday", "no table")
    (tmp_path / "2100-01-01").mkdir()
    assert load_catalog(tmp_path, tmp_path / "absent") == load_catalog()


def test_a_table_is_read_once_until_it_changes(tmp_path: Path) -> None:
    file = put(tmp_path, "2100-01-01")
    first = load_catalog(tmp_path).snapshots["azure"]
    assert load_catalog(tmp_path).snapshots["azure"] is first, "kept"
    text = file.read_text(encoding="utf-8")
    file.write_text("\n".join(text.splitlines()[:-1]) + "\n", encoding="utf-8")
    assert len(load_catalog(tmp_path).snapshots["azure"].offers) == 2, "read anew"


@pytest.mark.parametrize("text", ["half a ta", "\x00"])
def test_a_broken_snapshot_is_named_with_what_to_do(tmp_path: Path, text: str) -> None:
    file = put(tmp_path, "2100-01-01", text)
    with pytest.raises(CatalogError, match="remove the file, and the catalog does without it") as broken:
        load_catalog(tmp_path)
    assert str(file) in str(broken.value)
    load_catalog(tmp_path, providers=["aws"])


def test_a_snapshot_that_is_no_text_is_named(tmp_path: Path) -> None:
    file = put(tmp_path, "2100-01-01")
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(CatalogError, match="not UTF-8"):
        load_catalog(tmp_path)
