"""The plan of these tests isolated on a control plane, once for all modules that only try things there."""

from collections.abc import Iterator

import pytest

from components.services.operators.kuberay import kuberay_definitions
from tests.components.services.declared import apply
from tests.components.services.isolation.on_control_plane import PLAN, isolate
from tests.control_plane.cluster import ControlPlane


@pytest.fixture(scope="session")
def isolated() -> Iterator[ControlPlane]:
    """Give a control plane with KubeRay's kinds and all that isolation declares."""
    with ControlPlane() as running:
        apply(running, kuberay_definitions(PLAN))
        isolate(running)
        yield running
