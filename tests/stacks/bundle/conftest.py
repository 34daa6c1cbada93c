"""A simulated registry for the tests of bundles."""

from collections.abc import Iterator

import pytest

from tests.stacks.bundle.simulated_registry import SimulatedRegistry, simulated_registry


@pytest.fixture
def registry() -> Iterator[SimulatedRegistry]:
    """Run a simulated registry that is empty."""
    with simulated_registry() as running:
        yield running
