"""The control plane that the tests marked `kubernetes` share; it starts with the first test that asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.control_plane.cluster import ControlPlane


@pytest.fixture(scope="session")
def control_plane() -> Iterator[ControlPlane]:
    """Give the one control plane of the session, and end it with the session."""
    from tests.control_plane.cluster import ControlPlane  # most sessions start none

    running = ControlPlane()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def clean_control_plane(control_plane: ControlPlane) -> ControlPlane:
    """Give the control plane as it was at its start, to the tests of one module."""
    control_plane.reset()
    return control_plane
