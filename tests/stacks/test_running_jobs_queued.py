"""Which queued jobs an `up` would end: those whose namespace goes, also where their cluster has no head."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from components.kubernetes.access import Missing
from stacks import running_jobs
from stacks.cli.failures import Refused
from stacks.reaching.pods import NoHead
from stacks.running_jobs import ended_by, require_no_job_ended
from tests.stacks.reaching.simulated_cluster import SimulatedCluster
from tests.stacks.test_running_jobs import GONE, SESSION, TEMPLATE, TRAIN, head_that_tells, planned, recorded


def queue_of_jobs(**states: str) -> SimulatedCluster:
    """Return an API server that has queued jobs of these states, which say nothing while a job waits."""
    api = SimulatedCluster()
    for name, state in states.items():
        status = {"jobDeploymentStatus": state} if state else {}
        api.add(
            "/apis/ray.io/v1/rayjobs", name, "atlas-train",
            spec={"entrypoint": "KEY=s3cret python -m train --rate 1"}, status=status,
        )  # fmt: skip
    return api


def test_a_removed_namespace_ends_queued_jobs_also_where_the_head_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = queue_of_jobs(
        waits="", runs="Running", done="Complete", broken="Failed", refused="ValidationFailed"
    )
    stopped = NoHead("it is stopped", is_stopped=True)
    with head_that_tells([], tmp_path, monkeypatch, stopped, api):
        running = running_jobs.running_jobs(SESSION, [TRAIN])
    [ended] = ended_by(running, recorded(), [planned(operation="delete"), GONE])
    assert ended.jobs == ("waits (python -m train …)", "runs (python -m train …)"), "what has not ended yet"
    assert str(ended).startswith("cluster train goes with its namespace, which ends 2 jobs: "), "why they end"
    for goes in ("delete", "replace"):
        assert ended_by(running, recorded(), [replace(GONE, operation=goes)]) == (ended,), (
            "the namespace alone"
        )
    assert ended_by(running, recorded(), [planned(TEMPLATE)]) == (), "their clusters are their own"
    assert ended_by(running, recorded(), [replace(GONE, name="namespace-atlas-serve")]) == ()


def test_who_may_not_list_queued_jobs_still_learns_what_the_head_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    api = SimulatedCluster(blind={"/apis/ray.io/v1/namespaces/atlas-train/rayjobs"})
    told = [{"submission_id": "raysubmit_1", "status": "RUNNING", "entrypoint": ""}]
    with head_that_tells(told, tmp_path, monkeypatch, api=api):
        [found] = running_jobs.running_jobs(SESSION, [TRAIN])
    assert found.jobs == ("raysubmit_1",) and "forbidden" in str(found.problem)
    with pytest.raises(Refused, match=r"ends 1 job: raysubmit_1; and whether a job runs .* forbidden"):
        require_no_job_ended([found])


def test_a_cluster_without_the_kind_of_queued_jobs_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class WithoutKubeRay(SimulatedCluster):
        def listed(self, path: str, **_query: str) -> Iterator[dict[str, Any]]:
            raise Missing(f"{path} not found")

    with head_that_tells([], tmp_path, monkeypatch, api=WithoutKubeRay()):
        assert running_jobs.running_jobs(SESSION, [TRAIN]) == ()
