"""A user's snapshots lie with their data, and a broken one is refused by name."""

from pathlib import Path

import pytest

from stacks.catalog.folder import catalog_in_use, user_snapshots
from stacks.cli.failures import Refused


def test_snapshots_are_data_of_the_user() -> None:
    assert user_snapshots({"HOME": "/person"}) == Path("/person/.local/share/groundplan/catalog")
    assert user_snapshots({"XDG_DATA_HOME": "/data"}) == Path("/data/groundplan/catalog")


def test_a_broken_snapshot_of_the_user_is_refused_with_what_to_do(data_home: Path) -> None:
    file = data_home / "groundplan" / "catalog" / "2100-01-01" / "aws.csv"
    file.parent.mkdir(parents=True)
    file.write_text("half a ta", encoding="utf-8")
    with pytest.raises(Refused, match=r"aws.csv: its head is not .* remove the file"):
        catalog_in_use()
    assert catalog_in_use(providers=["gcp"]).snapshots["gcp"], "the others are as good as before"
