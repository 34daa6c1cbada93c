"""What KubeRay makes pods of, before the same admission policies: whoever declares it hears the refusal."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.components.services.isolation.on_control_plane import claimed, pod, refusal
from tests.control_plane.cluster import ControlPlane

pytestmark = pytest.mark.kubernetes
SERVE = "atlas-serve"


KEYS_OF_TRAINING = {"envFrom": [{"secretRef": {"name": "store-datasets"}}]}
Ray = Callable[[dict[str, Any]], dict[str, Any]]


def ray_cluster(worker: dict[str, Any]) -> dict[str, Any]:
    head, spec = pod(SERVE)["spec"], worker["spec"]
    group = {"groupName": "w", "replicas": 1, "minReplicas": 1, "maxReplicas": 1}
    return {
        "headGroupSpec": {"rayStartParams": {}, "template": {"spec": head}},
        "workerGroupSpecs": [{**group, "rayStartParams": {}, "template": {"spec": spec}}],
    }


RAY: dict[str, Ray] = {
    "RayCluster": ray_cluster,
    "RayService": lambda worker: {"rayClusterConfig": ray_cluster(worker)},
    "RayJob": lambda worker: {"entrypoint": "true", "rayClusterSpec": ray_cluster(worker)},
}


def ray(kind: str, worker: dict[str, Any]) -> dict[str, Any]:
    metadata = {"name": "tried", "namespace": worker["metadata"]["namespace"]}
    return {"apiVersion": "ray.io/v1", "kind": kind, "metadata": metadata, "spec": RAY[kind](worker)}


@pytest.mark.parametrize("kind", sorted(RAY))
def test_what_pods_are_made_of_is_refused_already(isolated: ControlPlane, kind: str) -> None:
    bad = ray(kind, pod(SERVE, volumes=[claimed("store-checkpoints")]))
    assert "serving asks for the store checkpoints" in refusal(isolated, bad), "whoever declares it hears it"
    good = ray(kind, pod(SERVE, volumes=[claimed("store-models", read_only=True)], read_only=True))
    assert refusal(isolated, good) == "", "and models are served"
    unpinned = ray(kind, pod(SERVE, image="rayproject/ray:2.60.0"))
    assert "not pinned by its digest: rayproject/ray:2.60.0" in refusal(isolated, unpinned), "as are images"


def test_a_jobs_submitter_is_judged_too(isolated: ControlPlane) -> None:
    job = ray("RayJob", pod(SERVE))
    job["spec"]["submitterPodTemplate"] = {"spec": pod(SERVE, container=KEYS_OF_TRAINING)["spec"]}
    assert "serving asks for the store datasets" in refusal(isolated, job), "it is one more pod"
    existing = {
        **ray("RayJob", pod(SERVE)),
        "spec": {"entrypoint": "true", "clusterSelector": {"ray.io/cluster": "x"}},
    }
    assert refusal(isolated, existing) == "", "a job on a cluster that is there brings no pods to judge"


def test_an_object_that_is_going_away_may_lose_its_finalizers(isolated: ControlPlane) -> None:
    """Made before the policy, for instance: nobody could ever remove it otherwise."""
    made = ray("RayCluster", pod("default", image="ray:latest"))
    made["metadata"] = {"name": "old", "namespace": "default", "finalizers": ["example.com/simulated"]}
    path = "/apis/ray.io/v1/namespaces/default/rayclusters"
    isolated.objects.request("POST", path, made)
    labels = {"groundplan-plan": "atlas", "groundplan-part": "cluster"}
    isolated.objects.patch("/api/v1/namespaces/default", {"metadata": {"labels": labels}})
    change = {"metadata": {"annotations": {"changed": "yes"}}}
    try:
        another = {**made, "metadata": {"name": "new", "namespace": "default"}}
        isolated.wait(lambda: refusal(isolated, another), "the policy to be in force here too")
        with pytest.raises(AssertionError, match="not pinned by its digest"):
            isolated.objects.patch(f"{path}/old", change)
        isolated.objects.remove(f"{path}/old")
        isolated.objects.patch(f"{path}/old", {"metadata": {"finalizers": None}})
        assert isolated.objects.find(f"{path}/old") is None, "it went"
    finally:
        none = dict.fromkeys(labels)
        isolated.objects.patch("/api/v1/namespaces/default", {"metadata": {"labels": none}})
