"""The plan of these tests isolated on the shared control plane, once for all modules that only try things there."""

import pytest

from components.services.operators.kuberay import kuberay_definitions
from tests.components.services.declared import apply
from tests.components.services.isolation.on_control_plane import PLAN, isolate
from tests.control_plane.cluster import ControlPlane

NAME, NAMESPACE = "isolated-by-these-tests", "atlas-serve"
MARK = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": NAME, "namespace": NAMESPACE}}
"""It goes away with the namespace as soon as a module of others wants a clean control plane."""


@pytest.fixture(scope="module")
def isolated(control_plane: ControlPlane) -> ControlPlane:
    """Give the control plane with KubeRay's kinds and all that isolation declares."""
    if control_plane.objects.find(f"/api/v1/namespaces/{NAMESPACE}/configmaps/{NAME}") is None:
        control_plane.reset()
        apply(control_plane, kuberay_definitions(PLAN))
        isolate(control_plane)
        apply(control_plane, [MARK])
    return control_plane
