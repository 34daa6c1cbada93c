"""The simulated API server of the tests that need no real one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from components.kubernetes.access import Access, connect
from tests.components.kubernetes.simulated_api_server import SimulatedApiServer, simulated_api_server


@pytest.fixture
def simulated() -> Iterator[SimulatedApiServer]:
    """Run a simulated API server for one test."""
    with simulated_api_server() as running:
        yield running


@pytest.fixture
def access(simulated: SimulatedApiServer, tmp_path: Path) -> Access:
    """Return the access to the simulated API server."""
    return connect(str(simulated.kubeconfig(tmp_path)))
