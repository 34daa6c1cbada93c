"""On a real cluster a node that is closed for pods keeps a first `up` from beginning, and a later one from nothing."""

from typing import Any

import pytest

from components.kubernetes.access import connect
from components.kubernetes.gathering import ask_cluster
from components.services.operators.kuberay import kuberay_definitions
from components.topology.errors import TopologyErrors
from components.topology.model import Topology
from components.topology.resolve import resolve
from tests.components.services.declared import apply, plan, queued, ray_cluster
from tests.components.topology.cluster_nodes import H100, kubernetes_plan
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes

LABELS = {"groundplan-plan": "atlas", "groundplan-stack": "team-ada", "groundplan-cluster": "train"}


@pytest.fixture(scope="module")
def plane(clean_control_plane: ControlPlane) -> ControlPlane:
    """Give a cluster of which one node with GPUs is closed for pods."""
    clean_control_plane.add_nodes(1, prefix="cpu", cpus=32, memory="128Gi")
    clean_control_plane.add_nodes(2, prefix="gpu", cpus=96, memory="1Ti", gpus=8, gpu_product=H100)
    clean_control_plane.objects.patch("/api/v1/nodes/gpu-2", {"spec": {"unschedulable": True}})
    return clean_control_plane


def resolved(plane: ControlPlane) -> Topology:
    facts = ask_cluster(connect(str(plane.kubeconfig))).facts
    return resolve(kubernetes_plan(), facts, stack_id="team-ada")


def standing(workers: int, memory: str = "96Gi") -> dict[str, Any]:
    """Return the Ray cluster of a stack, with so many workers of the plan's size or with less memory."""
    made = ray_cluster(plan(queued("train", None)), "train")
    (group,) = made["spec"]["workerGroupSpecs"]
    group["maxReplicas"] = group["replicas"] = workers
    asked = {"cpu": "16", "memory": memory, "nvidia.com/gpu": "8"}
    group["template"]["spec"]["containers"] = [
        {"name": "ray", "image": "ray", "resources": {"requests": asked, "limits": asked}}
    ]
    return {**made, "metadata": {"name": "train", "namespace": "atlas-train", "labels": LABELS}}


def test_what_runs_already_is_not_refused_for_a_node_that_is_closed(plane: ControlPlane) -> None:
    with pytest.raises(TopologyErrors, match="its 1 usable nodes have room for 1"):
        resolved(plane)
    apply(plane, kuberay_definitions(plan(queued("train", None))))
    apply(
        plane, [{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "atlas-train"}}, standing(1)]
    )
    with pytest.raises(TopologyErrors, match="its 1 usable nodes have room for 1"):
        resolved(plane)
    apply(plane, [standing(2, memory="48Gi")])
    with pytest.raises(TopologyErrors, match="its 1 usable nodes have room for 1"):
        resolved(plane)  # its pods are made anew, and one finds no node
    apply(plane, [standing(2)])
    (note,) = resolved(plane).notes
    assert note.startswith(
        "clusters[train].pools[gpu]: not open for pods: gpu-2; until then there is room for 1"
    )
    plane.objects.patch("/api/v1/nodes/gpu-2", {"spec": {"unschedulable": None}})
    assert resolved(plane).notes == ()
