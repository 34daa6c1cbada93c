"""A queued job is the standing cluster once more, for one command."""

from dataclasses import replace
from typing import Any

import pytest

from components.kubernetes.access import NoCluster
from components.ray.manifests.cluster import ray_cluster
from components.ray.manifests.job import BatchJob, job_manifest
from stacks.cli.failures import Refused
from stacks.clusters import Cluster, Place
from stacks.reaching import queued
from stacks.reaching.queued import declared_cluster, ending_of, run_queued, state_of
from stacks.session import Session
from stacks.state import Deployment, Resource
from tests.components.ray import plans_on_kubernetes as plans
from tests.stacks.conftest import ROOT

PLACE = Place(
    identity="1", namespace="atlas-train", kind="RayCluster", resource="train", head_service="train-head-svc",
    serve_service=None, secret="train-token", secret_key="auth_token",
)  # fmt: skip
TRAIN = Cluster(name="train", purpose="training", job_api="http://train", serve=None, place=PLACE)
LABELS = {"kueue.x-k8s.io/queue-name": "research"}


def recorded(name: str) -> Resource:
    """Return a RayCluster as the state has it."""
    inputs = ray_cluster(plans.setting(replace(plans.train(), name=name)))
    return Resource(
        urn=f"urn:{name}",
        kind="kubernetes:ray.io/v1:RayCluster",
        is_custom=True,
        is_protected=False,
        inputs=inputs,
    )


def state(*resources: Resource) -> Deployment:
    return Deployment(resources=resources, outputs={}, pending=())


def job() -> dict[str, Any]:
    asked = BatchJob(name="train-job-1", entrypoint="true", code="train-job-1-code")
    return job_manifest(recorded("train").inputs, asked)


def test_a_job_s_cluster_is_the_one_that_up_declared(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, own = recorded("other"), recorded("train")
    monkeypatch.setattr(queued, "read_state", lambda _session: state(other, own))
    assert declared_cluster(session, TRAIN, PLACE) == own.inputs, "of this name in this namespace"


@pytest.mark.parametrize("deployment", [None, state(), state(recorded("other"))])
def test_a_cluster_that_was_never_declared_is_refused(
    deployment: Deployment | None, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queued, "read_state", lambda _session: deployment)
    with pytest.raises(
        Refused, match=r"cluster train is no training cluster that is recorded; run `groundplan up`"
    ):
        declared_cluster(session, TRAIN, PLACE)


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
    assert state_of({"metadata": {"labels": LABELS}, "status": status}, workload) == told, "in words"


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


def test_a_cluster_without_a_queue_is_refused_with_the_way_out(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queued, "read_state", lambda _session: state(recorded("train")))
    with pytest.raises(
        Refused,
        match=r"--queued: cluster train has no queue.*give the cluster a `queue`.*or leave --queued out",
    ):
        run_queued(session, TRAIN, ["true"], to_stderr=False)


def test_a_cluster_with_a_queue_is_let_through() -> None:
    cluster = ray_cluster(plans.setting(replace(plans.train(), queue="research")))
    queued.require_queue(TRAIN, cluster)


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
    queued._make(api, job(), "train-job-1-code", ROOT)
    assert [(method, path.rpartition("/")[2]) for method, path, _body in api.asked] == [
        ("POST", "configmaps"), ("POST", "rayjobs"), ("PATCH", "train-job-1-code"), ("POST", "poddisruptionbudgets"),
    ], "a command that is killed leaves no job that waits for code"  # fmt: skip
    [keeper] = api.asked[3][2]["metadata"]["ownerReferences"]
    assert keeper["uid"] == "u-1", "what keeps its head from drains goes with it as well"
    [owner] = api.asked[2][2]["metadata"]["ownerReferences"]
    assert (owner["kind"], owner["name"], owner["uid"]) == ("RayJob", "train-job-1", "u-1"), (
        "then it has an owner"
    )


@pytest.mark.parametrize("refused", ["configmaps", "rayjobs", "poddisruptionbudgets"])
def test_of_a_job_that_cannot_be_made_whole_nothing_stays(refused: str) -> None:
    api: Any = SimulatedApi(refused)
    with pytest.raises(NoCluster, match="it does not answer"):
        queued._make(api, job(), "train-job-1-code", ROOT)
    removed = [path.rpartition("/")[2] for method, path, _body in api.asked if method == "DELETE"]
    assert removed == ["train-job-1", "train-job-1-code"], (
        "a request whose answer was lost may have been done"
    )
