"""What `status` says of a cluster on Kubernetes."""

from typing import Any

import pytest

from stacks.addresses import describe, stack_document
from stacks.reaching.looking import nodes_of, pod_state, state_of

CLUSTER = {"metadata": {"uid": "u-1", "labels": {"kueue.x-k8s.io/queue-name": "research"}}}
HELD = {"metadata": {"name": "w", "ownerReferences": [{"uid": "u-1"}]}, "status": {}}
READY = {"conditions": [{"type": "Ready", "status": "True"}]}


@pytest.mark.parametrize(
    ("kind", "resource", "held", "told"),
    [
        ("RayCluster", None, [], "missing"),
        ("RayCluster", {**CLUSTER, "spec": {"suspend": True}}, [HELD], "queued in research"),
        ("RayCluster", {**CLUSTER, "spec": {"suspend": True}}, [], "stopped"),
        ("RayCluster", {**CLUSTER, "spec": {}, "status": {"state": "ready"}}, [], "ready"),
        ("RayCluster", {**CLUSTER, "spec": {}}, [], "starting"),
        ("RayService", {**CLUSTER, "spec": {}, "status": READY}, [], "ready"),
        ("RayService", {**CLUSTER, "spec": {}, "status": {"serviceStatus": ""}}, [], "starting"),
    ],
)
def test_a_cluster_s_state_is_one_word_or_two(
    kind: str, resource: dict[str, Any] | None, held: list[dict[str, Any]], told: str
) -> None:
    assert state_of(kind, resource, held) == told, "as it is now"


def test_every_pod_is_a_node_and_a_pool_without_pods_is_not_left_out() -> None:
    pods = [
        {
            "metadata": {"name": "b", "labels": {"groundplan-pool": "gpu"}},
            "spec": {"nodeName": "gpu-1"},
            "status": READY,
        },
        {"metadata": {"name": "a", "labels": {"groundplan-pool": "head"}}, "status": {"phase": "Pending"}},
    ]
    found = nodes_of([{"pool": "head"}, {"pool": "gpu"}, {"pool": "spot"}], pods)
    assert [(each.get("node"), each["pool"], each["state"]) for each in found] == [
        ("a", "head", "Pending"), ("b", "gpu", "running"), (None, "spot", "no pods"),
    ], "sorted, each with its state"  # fmt: skip


def test_a_pod_that_goes_is_not_called_running() -> None:
    going = {"metadata": {"name": "a", "deletionTimestamp": "2026-01-01T00:00:00Z"}, "status": READY}
    assert pod_state(going) == "ending", "it still answers, but not for long"


def test_the_document_keeps_its_shape_and_tells_what_waits() -> None:
    cluster = {
        "name": "train", "purpose": "training", "job_api": "http://inside:8265", "serve": None, "state": "stopped",
        "nodes": [{"pool": "head", "state": "no pods"}], "waiting": ["rayjob-x: no room"],
    }  # fmt: skip
    outputs = {"target": "kubernetes", "kubernetes": {"identity": "1"}, "clusters": [cluster]}
    document = stack_document("team", outputs, None)
    assert document["kubernetes"] == {"identity": "1"}, "which cluster it is"
    lines = describe(document)
    assert "cluster train (training, stopped): jobs and dashboard http://inside:8265" in lines, "its state"
    assert "  waits: rayjob-x: no room" in lines, "and its queue"
