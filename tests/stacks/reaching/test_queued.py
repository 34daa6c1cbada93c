"""A queued job is the standing cluster once more, for one command."""

import copy
import json
from typing import Any

import pytest

from components.kubernetes.access import NoCluster
from stacks.cli.failures import Refused
from stacks.clusters import Cluster
from stacks.reaching import queued
from stacks.reaching.queued import ending_of, job_of, run_queued, state_of
from stacks.session import Session
from tests.stacks.conftest import ROOT

LIVE: dict[str, Any] = {
    "apiVersion": "ray.io/v1",
    "kind": "RayCluster",
    "metadata": {
        "name": "train",
        "namespace": "atlas-train",
        "labels": {"groundplan-plan": "atlas", "kueue.x-k8s.io/queue-name": "research"},
        "annotations": {"kueue.x-k8s.io/elastic-job": "true", "pulumi.com/patchForce": "true"},
    },
    "spec": {
        "rayVersion": "2.60.0",
        "suspend": True,
        "upgradeStrategy": {"type": "Recreate"},
        "gcsFaultToleranceOptions": {"redisAddress": "redis"},
        "authOptions": {"mode": "token", "secretName": "train-token"},
        "headGroupSpec": {"template": {"spec": {"containers": [{"name": "ray-head"}]}}},
        "workerGroupSpecs": [
            {
                "groupName": "gpu", "replicas": 3, "minReplicas": 0, "maxReplicas": 8,
                "template": {"spec": {"containers": [{"name": "ray-worker"}, {"name": "beside"}], "volumes": []}},
            },
            {
                "groupName": "fixed", "replicas": 2, "minReplicas": 2, "maxReplicas": 2,
                "template": {"spec": {"containers": [{"name": "ray-worker"}]}},
            },
        ],
    },
}  # fmt: skip


def job() -> dict[str, Any]:
    return job_of(LIVE, "train-job-1", ["python", "-c", "print('a b')"])


def test_it_has_the_cluster_s_pods_token_and_queue_and_nothing_that_outlives_it() -> None:
    before = copy.deepcopy(LIVE)
    spec = job()["spec"]["rayClusterSpec"]
    assert spec["authOptions"] == LIVE["spec"]["authOptions"], "the same token"
    assert not {"suspend", "upgradeStrategy", "gcsFaultToleranceOptions"} & set(spec), (
        "nothing that outlives a job"
    )
    assert job()["metadata"]["labels"] == LIVE["metadata"]["labels"], "the same queue, and `down` finds it"
    assert job()["metadata"]["annotations"] == {"kueue.x-k8s.io/elastic-job": "true"}, (
        "nothing of the engine's"
    )
    assert before == LIVE, "what was read stays as it was"


def test_a_range_starts_at_its_least_and_a_fixed_pool_as_it_is() -> None:
    scaling, fixed = job()["spec"]["rayClusterSpec"]["workerGroupSpecs"]
    assert "replicas" not in scaling, "what the autoscaler made of another cluster says nothing of this one"
    assert fixed["replicas"] == 2, "a fixed pool has its count"


def test_every_node_sees_the_code_that_the_job_names() -> None:
    made = job()
    [module] = json.loads(made["spec"]["runtimeEnvYAML"])["py_modules"]
    spec = made["spec"]["rayClusterSpec"]
    for group in (spec["headGroupSpec"], *spec["workerGroupSpecs"]):
        pod = group["template"]["spec"]
        [mount] = pod["containers"][0]["volumeMounts"]
        assert module.startswith(f"file://{mount['mountPath']}/"), "where the runtime environment looks"
        assert {"name": mount["name"], "configMap": {"name": "train-job-1-code"}} in pod["volumes"], (
            "from its ConfigMap"
        )


def test_the_command_is_kept_whole_and_nothing_stays_for_ever() -> None:
    spec = job()["spec"]
    assert spec["entrypoint"] == "python -c 'print('\"'\"'a b'\"'\"')'", "quoted as it was given"
    assert spec["shutdownAfterJobFinishes"] is True, "its machines are given back"


QUEUED = {"status": {"conditions": [{"type": "QuotaReserved", "status": "False", "message": "no room"}]}}
ADMITTED = {"status": {"conditions": [{"type": "Admitted", "status": "True"}]}}


@pytest.mark.parametrize(
    ("status", "workload", "told"),
    [
        ({"jobDeploymentStatus": "Suspended"}, QUEUED, "queued in research: no room"),
        ({"jobDeploymentStatus": "Initializing"}, ADMITTED, "admitted: its cluster is being made"),
        ({}, None, "its cluster is being made"),
        ({"jobDeploymentStatus": "Running", "jobStatus": "RUNNING"}, ADMITTED, "running"),
        ({"jobDeploymentStatus": "Retrying"}, ADMITTED, "retrying"),
        ({"jobDeploymentStatus": "Complete", "jobStatus": "SUCCEEDED"}, QUEUED, "succeeded"),
    ],
)
def test_where_a_job_is_is_told(status: dict[str, Any], workload: dict[str, Any] | None, told: str) -> None:
    assert state_of({"metadata": LIVE["metadata"], "status": status}, workload) == told, "in words"


@pytest.mark.parametrize(
    ("status", "ended"),
    [
        ({"jobDeploymentStatus": "Complete", "jobStatus": "SUCCEEDED"}, "SUCCEEDED"),
        ({"jobDeploymentStatus": "Complete", "jobStatus": "STOPPED"}, "STOPPED"),
        ({"jobDeploymentStatus": "Failed", "jobStatus": "FAILED", "message": "exit code 1"}, "FAILED"),
        ({"jobDeploymentStatus": "ValidationFailed", "message": "the name is too long"}, "FAILED"),
        ({"jobDeploymentStatus": "Failed", "reason": "DeadlineExceeded"}, "FAILED"),
    ],
)
def test_how_a_job_ended_is_how_the_command_ends(status: dict[str, Any], ended: str) -> None:
    found = ending_of("train-job-1", status)
    assert found.status == ended, "in Ray's words"
    assert found.message == status.get("message", status.get("reason", "")), "with the reason that is known"


def test_queues_are_refused_where_there_are_none(session: Session) -> None:
    here = Cluster(name="train", purpose="training", job_api="http://127.0.0.1:1", serve=None)
    with pytest.raises(Refused, match="--queued: only a stack on Kubernetes has queues"):
        run_queued(session, here, ["true"], to_stderr=False)


class SimulatedApi:
    """Answers every request, and refuses those whose path ends so."""

    def __init__(self, refused: str | None = None) -> None:
        self.asked: list[tuple[str, str, Any]] = []
        self.refused = refused

    def request(self, method: str, path: str, *, body: Any = None, **_query: str) -> dict[str, Any]:
        self.asked.append((method, path, body))
        if self.refused and method == "POST" and path.endswith(self.refused):
            raise NoCluster("it does not answer")
        return {"metadata": {**(body or {}).get("metadata", {}), "uid": "u-1"}}


def test_the_code_is_there_before_its_job_and_goes_with_it() -> None:
    api: Any = SimulatedApi()
    queued._make(api, "atlas-train", job(), ROOT)
    assert [(method, path.rpartition("/")[2]) for method, path, _body in api.asked] == [
        ("POST", "configmaps"), ("POST", "rayjobs"), ("PATCH", "train-job-1-code"),
    ], "a command that is killed leaves no job that waits for code"  # fmt: skip
    [owner] = api.asked[2][2]["metadata"]["ownerReferences"]
    assert (owner["kind"], owner["name"], owner["uid"]) == ("RayJob", "train-job-1", "u-1"), (
        "then it has an owner"
    )


@pytest.mark.parametrize("refused", ["configmaps", "rayjobs"])
def test_of_a_job_that_cannot_be_made_whole_nothing_stays(refused: str) -> None:
    api: Any = SimulatedApi(refused)
    with pytest.raises(NoCluster, match="it does not answer"):
        queued._make(api, "atlas-train", job(), ROOT)
    removed = [path.rpartition("/")[2] for method, path, _body in api.asked if method == "DELETE"]
    assert removed == ["train-job-1", "train-job-1-code"], (
        "a request whose answer was lost may have been done"
    )


def test_a_job_that_hangs_gives_its_machines_back() -> None:
    spec = job()["spec"]
    assert 0 < spec["preRunningDeadlineSeconds"] < spec["activeDeadlineSeconds"] < 2**31, (
        "KubeRay's are int32"
    )
