"""Training on a real Ray: good enough to promote, and not stopped by a killed worker or a killed job."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from tests.workloads.given_stores import (
    BUCKET_FIRST,
    FOLDER_FIRST,
    MakeObjectStore,
    folder_store,
    names_in,
    told,
)
from tests.workloads.private_ray import (
    PATIENCE_SECONDS,
    kill_tree,
    merged,
    private_environment,
    processes_named,
    short_folder,
    wait_until,
)
from workloads.folder_store import FolderStore
from workloads.object_store import ObjectStore
from workloads.registry.model import ModelVersion
from workloads.registry.tracking import open_registry

pytestmark = pytest.mark.cluster

EPOCHS = 5
WRITTEN_DOWN = "checkpoint_manager_snapshot.json"
StartJob = Callable[..., subprocess.Popen[str]]


@dataclass(frozen=True, kw_only=True)
class Stores:
    """Where a run keeps its checkpoints and registers what it learned."""

    checkpoints: FolderStore | ObjectStore
    registry: Path

    def epochs(self, version: ModelVersion, metric: str) -> dict[int, float]:
        """The rows of a run, by epoch."""
        history = open_registry(self.registry).client.get_metric_history(version.run_id, metric)
        return {entry.step: entry.value for entry in history}

    def only_version(self) -> ModelVersion:
        """The one that the run registered."""
        versions = open_registry(self.registry).versions()
        assert len(versions) == 1, "one run registers one version"
        return versions[0]


@pytest.fixture
def stores(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stores:
    """Checkpoints in a folder, and in a bucket of a real service beside another one with other keys."""
    registry = folder_store(tmp_path / "registry", "registry")
    if request.param == "folder":
        others = [folder_store(tmp_path / "datasets", "datasets", "read")]
        checkpoints = folder_store(tmp_path / "checkpoints", "checkpoints")
    else:
        make: MakeObjectStore = request.getfixturevalue("make_object_store")
        others = [make("datasets", "read")]
        checkpoints = make("checkpoints", "write")
    monkeypatch.setenv("GROUNDPLAN_STORES", told(checkpoints, registry, *others))
    return Stores(checkpoints=checkpoints, registry=registry.path)


@pytest.fixture
def start_job(stores: Stores) -> Iterator[StartJob]:
    """Return a function that starts the workload's command on a Ray of its own."""
    jobs: list[subprocess.Popen[str]] = []
    with short_folder() as folder:

        def start(*arguments: str) -> subprocess.Popen[str]:
            job = subprocess.Popen(
                [sys.executable, "-m", "workloads.train_digits", *arguments],
                env=merged(private_environment(folder / str(len(jobs)))),
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            jobs.append(job)
            return job

        yield start
        for job in jobs:
            if job.poll() is None:
                kill_tree(psutil.Process(job.pid))


def finish(job: subprocess.Popen[str]) -> str:
    """The whole output of a job that must end well."""
    output, _ = job.communicate(timeout=PATIENCE_SECONDS)
    assert job.returncode == 0, f"the job failed:\n{output[-4000:]}"
    return output


def wait_for_checkpoint(stores: Stores, job: subprocess.Popen[str]) -> None:
    """Wait until Ray Train has written down that a checkpoint is whole; the files alone are not enough."""
    wait_until(
        lambda: job.poll() is not None or any(WRITTEN_DOWN in name for name in names_in(stores.checkpoints)),
        "the first checkpoint",
    )
    if job.poll() is not None:
        output, _ = job.communicate()
        pytest.fail(f"the job must still run, else there is nothing to interrupt:\n{output[-4000:]}")


@pytest.mark.parametrize("stores", BUCKET_FIRST, indirect=True)
def test_it_learns_to_read_held_out_digits_and_registers_what_it_was_made_from(
    start_job: StartJob, stores: Stores
) -> None:
    lock = "ab" * 32
    output = finish(start_job("--seed", "1", "--lock-sha256", lock))
    version = stores.only_version()
    assert version.accuracy >= 0.97, "what a served model promises, on digits it never saw"
    assert f"held-out accuracy {version.accuracy:.4f}" in output, "the job's log tells it"
    assert version.provenance.lock == {"kind": "lock-file", "sha256": lock}, "what the caller pinned"
    assert version.provenance.parameters["seed"] == 1, "with which parameters"
    assert list(stores.epochs(version, "accuracy")) == list(range(1, EPOCHS + 1)), "a row an epoch"
    again = finish(start_job("--seed", "1", "--lock-sha256", lock))
    assert "is finished already: version 1" in again, "the same run is not trained twice"
    assert stores.only_version() == version, "nor registered twice"


@pytest.mark.parametrize("stores", FOLDER_FIRST, indirect=True)
def test_a_killed_worker_is_replaced_and_the_run_goes_on_from_its_checkpoint(
    start_job: StartJob, stores: Stores
) -> None:
    job = start_job("--epochs", "8")
    wait_for_checkpoint(stores, job)
    workers = processes_named("ray::RayTrainWorker", psutil.Process(job.pid))
    assert len(workers) == 2, "two workers share the work"
    assert {os.sched_getscheduler(worker.pid) for worker in workers} == {os.SCHED_BATCH}, (
        "no thread of a worker takes the core from the one that computes"
    )
    workers[0].send_signal(signal.SIGKILL)
    finish(job)
    version = stores.only_version()
    resumed = stores.epochs(version, "resumed_after_epoch")
    assert list(resumed) == list(range(1, 9)), "every epoch is there once, none was left out"
    assert (resumed[1], resumed[8] >= 1) == (0, True), (
        "the last epochs came after a restart from a checkpoint"
    )
    assert version.accuracy >= 0.97, "and the model is as good as any"


@pytest.mark.parametrize("stores", BUCKET_FIRST, indirect=True)
def test_a_killed_job_goes_on_when_it_is_submitted_again(start_job: StartJob, stores: Stores) -> None:
    job = start_job("--epochs", "6")
    wait_for_checkpoint(stores, job)
    kill_tree(psutil.Process(job.pid))
    assert open_registry(stores.registry).versions() == (), "it was killed before it registered"
    finish(start_job("--epochs", "6"))
    version = stores.only_version()
    resumed = stores.epochs(version, "resumed_after_epoch")
    assert list(resumed) == list(range(1, 7)), "the epochs of both jobs are one run"
    assert resumed[6] >= 1, "the second job began where the first was killed"
