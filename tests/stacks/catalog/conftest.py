"""A simulated price service, and folders of a user who has none yet."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from components.topology.asking import NoCredentials
from stacks.catalog import aws, azure, gcp
from tests.stacks.catalog.simulated_prices import SimulatedPrices, simulated_prices


@pytest.fixture
def prices(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimulatedPrices]:
    """Run a price service that lists nothing yet, and let all readers ask it; nobody is logged in."""
    with simulated_prices() as running:
        monkeypatch.setattr(aws, "ADDRESS", running.address)
        monkeypatch.setattr(azure, "ADDRESS", running.address)
        monkeypatch.setattr(gcp, "ADDRESS", running.address)
        monkeypatch.setattr(gcp, "target_part", lambda *_given: SimpleNamespace(headers=_nobody))
        monkeypatch.delenv(gcp.KEY, raising=False)
        gcp.parts.cache_clear()
        yield running
        gcp.parts.cache_clear()


def _nobody() -> dict[str, str]:
    raise NoCredentials("there are no credentials of Google Cloud here; log in")


@pytest.fixture
def data_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the user's data, empty."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"
