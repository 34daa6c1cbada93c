"""Retired machines are never chosen; their table names only what the catalog knows."""

from pathlib import Path

import pytest

from components.catalog import retired
from components.catalog.choosing import choose
from components.catalog.loading import load_catalog
from components.catalog.model import CatalogError
from components.catalog.refusing import NoMachine
from components.catalog.retired import COLUMNS, with_retirements
from tests.components.catalog.offers import asked
from tests.components.catalog.tables import machines


@pytest.mark.parametrize(
    ("row", "wrong"),
    [
        ("azure,m2,2025-09-30,m1,page", "machine: given 'm2'"),
        ("azure,m1,2025-09-31,m1,page", "retired: given '2025-09-31'"),
        ("azure,m1,2025-09-30,m2,page", "successor: given 'm2'"),
        ("azure,m1,2025-09-30,m1,rumour", "source: given 'rumour'"),
    ],
)
def test_a_row_that_names_what_is_not_there_is_refused_with_its_line(
    row: str, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "retired.csv"
    file.write_text("\n".join(["# source page: a page", ",".join(COLUMNS), row]))
    monkeypatch.setattr(retired, "FILE", file)
    with pytest.raises(CatalogError, match=f":3: {wrong}"):
        with_retirements("azure", machines())


@pytest.mark.parametrize("wanted", [{"gpus": 1, "gpu_family": "V100"}, {"type": "Standard_NC6s_v3"}])
def test_a_machine_that_its_provider_retired_is_never_chosen_and_its_successor_is_named(
    wanted: dict[str, object],
) -> None:
    with pytest.raises(NoMachine) as none:
        choose(load_catalog().offers, asked(**wanted))
    assert none.value.allowed.endswith("which was retired by azure on 2025-09-30")
    assert none.value.remedy == "take its successor by `type: Standard_NC24ads_A100_v4`"
