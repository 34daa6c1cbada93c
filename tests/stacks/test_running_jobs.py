"""Which jobs an `up` would end: what is made anew, what runs on the heads, and what a person is told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stacks import running_jobs
from stacks.cli.failures import Failed, Refused
from stacks.clusters import Cluster, Place
from stacks.events import ResourceChange
from stacks.reaching.pods import NoHead
from stacks.running_jobs import RunningJobs, made_anew, require_no_job_ended
from stacks.state import Deployment, Resource
from tests.stacks.reaching.simulated_cluster import SimulatedCluster
from tests.stacks.simulated_ray import simulated_cluster

PLACE = Place(
    identity="1", namespace="atlas-train", kind="RayCluster", resource="train", head_service="train-head-svc",
    serve_service=None, secret="train-token", secret_key="auth_token",
)  # fmt: skip
TRAIN = Cluster(name="train", purpose="training", job_api="", serve=None, place=PLACE)
HERE = Cluster(name="here", purpose="training", job_api="", serve=None)
SERVE = replace(
    TRAIN, name="serve", place=replace(PLACE, kind="RayService", namespace="atlas-serve", resource="serve")
)
SESSION: Any = None
TEMPLATE = "spec.headGroupSpec.template.spec.containers[0].image"


GONE = ResourceChange(
    stage="planned", operation="delete", kind="kubernetes:core/v1:Namespace", name="namespace-atlas-train"
)


def planned(*paths: str, operation: str = "update", kind: str = "RayCluster") -> ResourceChange:
    name = {"RayCluster": "raycluster-atlas-train-train", "RayService": "rayservice-atlas-serve-serve"}[kind]
    return ResourceChange(
        stage="planned", operation=operation, kind=f"kubernetes:ray.io/v1:{kind}", name=name, paths=paths
    )


def recorded(*, queue: str | None = None) -> Deployment:
    """Return the state of a stack with these clusters, of which the one that trains may wait in a queue."""
    entries: list[dict[str, Any]] = [
        {
            "name": each.name, "purpose": each.purpose, "job_api": "", "namespace": each.place.namespace,
            "kind": each.place.kind, "services": {"head": each.place.head_service},
            "token_secret": {"name": each.place.secret, "key": each.place.secret_key},
        }
        for each in (TRAIN, SERVE)
        if each.place is not None
    ]  # fmt: skip
    entries.append({"name": "here", "purpose": "training", "job_api": "", "token_file": "/t"})
    labels = {"kueue.x-k8s.io/queue-name": queue} if queue else {}
    train = Resource(
        urn="urn:pulumi:team::groundplan::kubernetes:ray.io/v1:RayCluster::raycluster-atlas-train-train",
        kind="kubernetes:ray.io/v1:RayCluster", is_custom=True, is_protected=False,
        inputs={"metadata": {"labels": labels}},
    )  # fmt: skip
    outputs = {"clusters": entries, "kubernetes": {"identity": "1"}}
    return Deployment(resources=(train,), outputs=outputs, pending=())


@pytest.mark.parametrize(
    ("change", "ends"),
    [
        (planned(TEMPLATE), ["train"]),
        (planned("metadata.labels.x", TEMPLATE), ["train"]),
        (planned("spec.workerGroupSpecs[2]"), ["train"]),
        (planned("spec"), ["train"]),
        (planned(), ["train"]),
        (planned(operation="delete"), ["train"]),
        (planned(operation="replace"), ["train"]),
        (planned(operation="create"), []),
        (planned("metadata.labels.groundplan-owner", "metadata.annotations"), []),
        (planned("spec.workerGroupSpecs[0].maxReplicas", "spec.workerGroupSpecs[1].replicas"), []),
        (planned("spec.suspend"), []),
        (planned("spec.serveConfigV2", kind="RayService"), []),
        (planned("spec.rayClusterConfig.workerGroupSpecs[0].minReplicas", kind="RayService"), []),
        (planned("spec.rayClusterConfig.rayVersion", kind="RayService"), ["serve"]),
        (replace(planned(TEMPLATE), kind="kubernetes:apps/v1:StatefulSet"), []),
    ],
)
def test_pods_are_made_anew_by_what_kuberay_compares(change: ResourceChange, ends: list[str]) -> None:
    found = made_anew(recorded(), [change])
    assert [cluster.name for cluster in found] == ends, "a label, a count or a deployment end nothing"


def test_any_change_of_a_cluster_in_a_queue_makes_it_anew() -> None:
    queued = recorded(queue="research")
    for change in (planned("spec.workerGroupSpecs[0].maxReplicas"), planned("metadata.labels.x")):
        assert made_anew(queued, [change]) == (TRAIN,), "what Kueue wrote is taken away"
    assert made_anew(queued, [planned(operation="create")]) == ()
    assert made_anew(None, [planned(TEMPLATE)]) == (), "nothing is recorded, so nothing runs"


@contextmanager
def head_that_tells(
    told: Any, folder: Path, monkeypatch: pytest.MonkeyPatch, error: Exception | None = None,
    api: SimulatedCluster | None = None,
) -> Iterator[None]:  # fmt: skip
    """Let every cluster's head tell these jobs, or the way to it end so; `api` has the queued ones."""
    with simulated_cluster(folder) as (cluster, ray):
        ray.raw_answer = told if isinstance(told, bytes) else json.dumps(told).encode()

        @contextmanager
        def reach(_access: Any, asked: Cluster, _place: Place) -> Iterator[Cluster]:
            if error is not None:
                raise error
            yield replace(cluster, name=asked.name)

        monkeypatch.setattr(running_jobs, "reach_inside", reach)
        monkeypatch.setattr(running_jobs, "open_way", lambda *_way: api or SimulatedCluster())
        yield


def test_what_runs_is_named_and_what_has_ended_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = "python -m workloads.train_digits"
    told = [
        {"submission_id": "raysubmit_1", "status": "RUNNING", "entrypoint": f"{program} --key s3cret"},
        {"submission_id": "raysubmit_2", "status": "SUCCEEDED", "entrypoint": program},
        {"submission_id": None, "job_id": "04000000", "status": "PENDING", "entrypoint": ""},
    ]
    with head_that_tells(told, tmp_path, monkeypatch):
        [found] = running_jobs.running_jobs(SESSION, [TRAIN, HERE])
    assert found.jobs == (f"raysubmit_1 ({program} …)", "04000000"), (
        "arguments are nobody's but their owner's"
    )
    assert (
        str(found) == f"every pod of cluster train is made anew, which ends 2 jobs: {', '.join(found.jobs)}"
    )


@pytest.mark.parametrize(
    ("entrypoint", "told"),
    [
        ("python -m workloads.train_digits", "python -m workloads.train_digits"),
        ("WANDB_API_KEY=s3cret python -m train", "python -m train"),
        ("A=1 KEY='a s3cret' python train.py --key s3cret", "python train.py …"),
        ("KEY=s3cret; python3 -m train --fast", "python3 -m train …"),
        ("KEY=s3cret", ""),
        ("KEY=$(echo s3cret more) python -m train", ""),
        ("KEY=`echo s3cret` python -m train", ""),
        ("export KEY=s3cret && python -m train", "export …"),
        ("env KEY=s3cret python -m train", "env …"),
        ("login s3cret", "login …"),
        ("python -c 's3cret'", "python …"),
        ("KEY='s3cret", ""),
        ("", ""),
    ],
)
def test_of_a_command_line_the_program_is_told_and_no_value(entrypoint: str, told: str) -> None:
    assert running_jobs.program_of(entrypoint) == told, "logs of `up` are read by others than the job's owner"


@pytest.mark.parametrize("told", [[], [{"submission_id": "a", "status": "FAILED", "entrypoint": "x"}]])
def test_a_cluster_without_a_job_is_not_told(
    told: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with head_that_tells(told, tmp_path, monkeypatch):
        assert running_jobs.running_jobs(SESSION, [TRAIN]) == ()


def test_a_stopped_or_absent_cluster_has_no_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for nothing in (NoHead("it is stopped", is_stopped=True), NoHead("it is gone", runs_nothing=True)):
        with head_that_tells([], tmp_path, monkeypatch, nothing):
            assert running_jobs.running_jobs(SESSION, [TRAIN]) == (), f"{nothing}"


@pytest.mark.parametrize(
    ("told", "error", "why"),
    [
        ([], NoHead("its pod finds no node"), "its pod finds no node"),
        ([], Refused("may not get pods/portforward"), "may not get pods/portforward"),
        ([], Failed("it does not answer"), "it does not answer"),
        (b"<html>", None, "tells of jobs in a way that is not understood"),
        ([{"name": "x"}], None, "tells of jobs in a way that is not understood"),
    ],
)
def test_a_head_that_cannot_be_asked_is_told_and_holds_nobody_up(
    told: Any, error: Exception | None, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    with head_that_tells(told, tmp_path, monkeypatch, error):
        [found] = running_jobs.running_jobs(SESSION, [TRAIN])
    assert found.jobs == () and why in str(found), "why, in words"
    require_no_job_ended([found])
    assert "cannot be asked" in " ".join(capsys.readouterr().err.split()), "said, since jobs may end"


def test_jobs_that_would_end_are_a_refusal_with_the_ways_out() -> None:
    with pytest.raises(Refused) as refused:
        require_no_job_ended([RunningJobs(cluster=TRAIN, jobs=("raysubmit_1 (python -m x)",))])
    said = str(refused.value)
    assert "nothing was changed" in said and "raysubmit_1 (python -m x)" in said and "cluster train" in said
    assert "ray job stop" in said and "delete rayjob" in said and "--end-jobs" in said, "what to do"
