"""Control planes for the tests marked `kubernetes`: one of its own for who needs it, and one that others share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.control_plane.cluster import ControlPlane


@pytest.fixture(scope="session")
def control_plane() -> Iterator[ControlPlane]:
    """Give the control plane that tests share which keep to namespaces of their own."""
    from tests.control_plane.cluster import ControlPlane  # most sessions start none

    with ControlPlane() as running:
        yield running


@pytest.fixture(scope="module")
def clean_control_plane() -> Iterator[ControlPlane]:
    """Give a control plane to the tests of one module.

    A start takes 3 s of a core. To take away from a running one what tests left, with operators and their kinds,
    takes five times as much.
    """
    from tests.control_plane.cluster import ControlPlane

    with ControlPlane() as running:
        yield running
