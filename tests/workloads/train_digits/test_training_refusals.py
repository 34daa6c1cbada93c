"""Training that cannot keep its checkpoints, or breaks off, ends with one sentence and never with a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import ray.exceptions
import ray.train

from tests.workloads.given_stores import MakeObjectStore, folder_store, told
from workloads.object_store import ObjectStore
from workloads.refusals import WorkloadFailed
from workloads.train_digits import training
from workloads.train_digits.configuration import TrainDigits


class SimulatedBreak(Exception):
    """What a simulated run of workers ends with."""


def refused(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the workload where it must end before Ray starts."""
    return subprocess.run(
        [sys.executable, "-m", "workloads.train_digits"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_its_stores_the_job_ends_with_a_sentence_before_ray_starts(tmp_path: Path) -> None:
    stores = {"models": {"holds": "models", "path": str(tmp_path), "access": "read"}}
    done = refused({"GROUNDPLAN_STORES": json.dumps(stores)})
    assert done.returncode == 2, "input refused"
    assert done.stderr.startswith("No store that holds checkpoints was given"), "one sentence, no traceback"


@pytest.mark.object_store
def test_with_an_object_store_that_does_not_open_it_ends_before_ray_starts(
    make_object_store: MakeObjectStore, tmp_path: Path
) -> None:
    store = make_object_store("checkpoints", "write")
    (store.keys / "AWS_SECRET_ACCESS_KEY").write_text("of before")
    done = refused({"GROUNDPLAN_STORES": told(store, folder_store(tmp_path / "registry", "registry"))})
    assert done.returncode == 2, "input refused"
    assert done.stderr.startswith("The store checkpoints (holds checkpoints) refuses the keys in "), (
        done.stderr
    )
    assert done.stderr.count("\n") == 1, "one sentence, no traceback"


@pytest.mark.object_store
def test_keys_that_may_not_write_are_found_before_the_workers_start(
    make_object_store: MakeObjectStore,
) -> None:
    read = make_object_store("checkpoints", "read")
    store = ObjectStore(name="checkpoints", holds="checkpoints", uri=read.uri, keys=read.keys, access="write")
    with pytest.raises(WorkloadFailed, match="may list, read, write and delete in"):
        training.fit(TrainDigits(), "run", store)


@pytest.mark.parametrize(
    "error",
    [
        ray.train.WorkerGroupError(
            "Traceback\n  line 1\nSimulatedBreak: no more room", {0: SimulatedBreak()}
        ),
        ray.exceptions.RayError("Traceback\n  line 1\nSimulatedBreak: no more room"),
    ],
    ids=["of its workers", "of its controller"],
)
def test_a_run_that_breaks_off_says_why_in_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def simulated_fit(_trainer: Any) -> None:
        raise error

    monkeypatch.setattr(training.TorchTrainer, "fit", simulated_fit)
    monkeypatch.setattr(training.ray, "cluster_resources", dict)
    with pytest.raises(WorkloadFailed) as failure:
        training.fit(TrainDigits(), "run", folder_store(tmp_path / "checkpoints", "checkpoints"))
    assert "The run run broke off" in str(failure.value), "which"
    assert "allowed: SimulatedBreak: no more room. Its checkpoints are kept" in str(failure.value), "why"
    assert "line 1" not in str(failure.value), "and no traceback"
