"""A reset takes away whatever a test made, even what nobody is left to take away."""

import pytest

from tests.control_plane import operator_manifests
from tests.control_plane.api import Api
from tests.control_plane.cluster import ControlPlane
from tests.control_plane.programs import kueue_configuration

pytestmark = pytest.mark.kubernetes


def names(api: Api) -> set[str]:
    paths = ["/api/v1/namespaces", "/api/v1/nodes", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"]
    return {entry["metadata"]["name"] for path in paths for entry in api.get(path)["items"]}


def test_objects_with_finalizers_and_dead_webhooks_go(clean_control_plane: ControlPlane) -> None:
    cluster = clean_control_plane
    before = names(cluster.objects)
    cluster.add_nodes(1, prefix="cpu", cpus=4, memory="8Gi")
    for manifest in operator_manifests.kueue(kueue_configuration()):
        cluster.objects.apply(manifest)
    held = {"name": "held", "namespace": "default", "finalizers": ["simulated.example/held"]}
    path = cluster.objects.path_of(
        cluster.objects.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": held})
    )
    cluster.reset()
    assert names(cluster.objects) == before, "the next test must find what the first one found"
    assert cluster.objects.find(path) is None, "who would have taken the finalizer away is gone"
