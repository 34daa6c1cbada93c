"""A simulated price service, and folders of a user who has none yet."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stacks.catalog import aws, azure
from tests.stacks.catalog.simulated_prices import SimulatedPrices, simulated_prices


@pytest.fixture
def prices(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedPrices]:
    """Run a price service that lists nothing yet, and let both readers ask it."""
    with simulated_prices() as running:
        monkeypatch.setattr(aws, "ADDRESS", running.address)
        monkeypatch.setattr(azure, "ADDRESS", running.address)
        yield running


@pytest.fixture
def data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the user's data, empty."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"
