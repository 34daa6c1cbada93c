"""KubeRay on a real control plane: its kinds alone are not taken for it, an operator that runs is used."""

from typing import Any

import pytest

from components.kubernetes.access import connect
from components.kubernetes.gathering import ask_cluster
from components.kubernetes.services import service_errors, services_of
from components.services.operators.upstream import definitions, documents, placed
from tests.components.kubernetes.clusters import MADE_BY, topology
from tests.components.services.declared import apply
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes

NAMESPACE = "ray-of-others"
DEPLOYMENT = f"/apis/apps/v1/namespaces/{NAMESPACE}/deployments/kuberay-operator"


def found(plane: ControlPlane) -> tuple[frozenset[str], list[str]]:
    """Return the services that the cluster has, and why the small plan could not use what it has."""
    inventory = ask_cluster(connect(str(plane.kubeconfig)))
    return services_of(inventory, MADE_BY), [str(error) for error in service_errors(topology(), inventory)]


def of_others(kinds: set[str]) -> list[dict[str, Any]]:
    """Return what upstream's own manifests install, without any label of ours."""
    return [placed(each, NAMESPACE, {}) for each in documents("kuberay") if each["kind"] in kinds]


@pytest.fixture(scope="module")
def plane(clean_control_plane: ControlPlane) -> ControlPlane:
    """Give a control plane with KubeRay's kinds, and a namespace for its operator."""
    apply(clean_control_plane, [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE}}])
    apply(clean_control_plane, definitions("kuberay", "v1"))
    return clean_control_plane


def test_kinds_without_an_operator_are_refused(plane: ControlPlane) -> None:
    present, (sentence,) = found(plane)
    assert present == frozenset(), "nobody would act on a RayCluster"
    assert "the cluster has the kinds of kuberay, and no operator that serves them;" in sentence
    kinds = "rayclusters.ray.io raycronjobs.ray.io rayjobs.ray.io rayservices.ray.io"
    assert f"`kubectl delete customresourcedefinition {kinds}`" in sentence, "all of them, to be copied"


def test_an_operator_is_used_as_soon_as_a_pod_of_it_is_available(plane: ControlPlane) -> None:
    apply(plane, of_others({"ServiceAccount", "Deployment"}))
    present, (sentence,) = found(plane)
    assert present == {"kuberay"}, "it is there, so none is made beside it"
    assert f"the cluster's kuberay ({NAMESPACE}/kuberay-operator) has no pod that is available;" in sentence
    plane.add_nodes(1, prefix="others", cpus=8, memory="16Gi")
    plane.wait(lambda: plane.objects.get(DEPLOYMENT)["status"].get("availableReplicas"), "a pod of it")
    assert found(plane) == (frozenset({"kuberay"}), [])


def test_an_operator_that_is_uninstalled_leaves_kinds_alone(plane: ControlPlane) -> None:
    plane.objects.remove(DEPLOYMENT)
    plane.wait(lambda: plane.objects.find(DEPLOYMENT) is None, "it to be gone")
    present, (sentence,) = found(plane)
    assert present == frozenset() and "no operator that serves them" in sentence
