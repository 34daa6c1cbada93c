"""Trains on handwritten digits with Ray Train and registers what it learned.

On the cluster, as `groundplan submit train_digits` does it:

    ray job submit --runtime-env-json '{"py_modules": ["workloads"]}' -- python -m workloads.train_digits --seed 1

It reads no network, writes checkpoints to the store that holds checkpoints and the finished model to the registry.
Killed in the middle, the same command goes on after the last finished epoch; finished already, it says so and ends.
"""

import logging
import os
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import ray
import ray.train
import torch
from ray.exceptions import RayError
from ray.train import Checkpoint, CheckpointConfig, FailureConfig, LoggingConfig, RunConfig, ScalingConfig
from ray.train.torch import TorchTrainer, get_device, prepare_model

from workloads.digits.data import HELD_OUT_FRACTION, SPLIT_SEED, split_digits
from workloads.provenance import lock_of, sha256_of_code
from workloads.refusals import WorkloadFailed
from workloads.registry.model import MODEL_FILE, ModelVersion, Provenance
from workloads.registry.place import RegistryPlace, registry_place
from workloads.store_path import Store, StorePath, refusals_of
from workloads.stores import store_holding
from workloads.train_digits.configuration import TrainDigits, from_arguments
from workloads.train_digits.learning import Learner
from workloads.train_digits.scheduling import work_as_batch

STATE_FILE = "state.pt"
# Two: while the newest is written, the one before is still whole.
CHECKPOINTS_KEPT = 2
# Ray Train hands these on from the driver to its controller and workers.
RAY_TRAIN_SETTINGS = {
    # It takes one report each time it looks at its workers, by default every 2 s; an epoch takes about 1 s, so the
    # workers would wait half of the time. Looking costs the workers' cores, so not more often than needed.
    "RAY_TRAIN_HEALTH_CHECK_INTERVAL_S": "0.5",
    # One process less: a checkpoint an epoch leaves a preemption nothing to save in a hurry.
    "RAY_TRAIN_ENABLE_PREEMPTION_WATCHER": "0",
    # Ray prints what workers print already; the patch would do it once more.
    "RAY_TRAIN_ENABLE_PRINT_PATCH": "0",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Train as the command line says, inside the Ray cluster of RAY_ADDRESS, else on a Ray of its own."""
    configuration = from_arguments(arguments)
    checkpoints = store_holding("checkpoints", "write")
    registry = registry_place("write")
    use_ray_train_settings()
    if not ray.is_initialized():
        ray.init(log_to_driver=True)
    version = train(configuration, checkpoints, registry)
    print(f"registered digits version {version.version} with held-out accuracy {version.accuracy:.4f}")


def train(configuration: TrainDigits, checkpoints: Store, registry: RegistryPlace) -> ModelVersion:
    """Train until the last epoch and register the result; the version already registered where the run is finished.

    Raises WorkloadFailed where more workers died than `maximum_failures` allows, or registry or store cannot be used.
    """
    # MLflow takes seconds to import: only the driver does.
    from workloads.registry.tracking import open_registry

    name = configuration.name_of_run(sha256_of_code())
    book = open_registry(registry)
    finished = book.version_of_run(name)
    if finished is not None:
        print(f"the run {name} is finished already: version {finished.version}")
        return finished
    run_id = book.start_run(name, configuration.model_dump())
    checkpoint = fit(configuration, name, checkpoints)
    with refusals_of(checkpoints), checkpoint.as_directory() as folder:
        state = torch.load(Path(folder) / STATE_FILE, weights_only=True, map_location="cpu")
    book.record_metrics(run_id, state["history"])
    with tempfile.TemporaryDirectory() as folder:
        torch.save(state["network"], Path(folder) / MODEL_FILE)
        return book.register(run_id, name, Path(folder), _provenance(configuration, state["history"][-1]))


def use_ray_train_settings() -> None:
    """Tell Ray Train how to run, unless the environment says otherwise; before `fit`."""
    for variable, value in RAY_TRAIN_SETTINGS.items():
        os.environ.setdefault(variable, value)


def fit(configuration: TrainDigits, name: str, checkpoints: Store) -> Checkpoint:
    """Run the workers until the last epoch, from the last checkpoint of that name; gives the final checkpoint.

    Raises WorkloadFailed where the store takes no checkpoints, or more workers died than `maximum_failures` allows.
    """
    # Ray would try it only in its controller, and end with a traceback.
    (StorePath(checkpoints) / name).make_folder()
    trainer = TorchTrainer(
        learn_on_worker,
        # The driver splits and the workers receive: scikit-learn takes each process seconds to import.
        train_loop_config={"settings": configuration.model_dump(), "split": split_digits()},
        scaling_config=ScalingConfig(
            num_workers=configuration.workers, use_gpu=configuration.uses_gpu(ray.cluster_resources())
        ),
        run_config=RunConfig(
            name=name,
            storage_path=checkpoints.root,
            storage_filesystem=checkpoints.files(),
            failure_config=FailureConfig(max_failures=configuration.maximum_failures),
            checkpoint_config=CheckpointConfig(num_to_keep=CHECKPOINTS_KEPT),
            logging_config=LoggingConfig(log_level="WARNING"),
        ),
    )
    try:
        result = trainer.fit()
    except (ray.train.TrainingFailedError, RayError) as error:
        # What comes before the last line are the tracebacks of workers.
        last = str(error).strip().splitlines()[-1].rstrip(".")
        raise WorkloadFailed(
            f"The run {name} broke off, with up to {configuration.maximum_failures} restarts allowed: {last}. "
            "Its checkpoints are kept; the same command goes on from the last one."
        ) from None
    if result.checkpoint is None:
        raise WorkloadFailed(f"The run {name} ended without a checkpoint in {checkpoints.address}.")
    return result.checkpoint


def learn_on_worker(loop: dict[str, Any]) -> None:
    """The loop of one worker: an epoch, a report, a checkpoint, until the last epoch."""
    work_as_batch()
    # Ray Train logs each report, by a logger that its own LoggingConfig does not reach.
    logging.getLogger().setLevel(logging.WARNING)
    configuration = TrainDigits.model_validate(loop["settings"])
    context = ray.train.get_context()
    learner = Learner(
        configuration,
        loop["split"],
        rank=context.get_world_rank(),
        device=get_device(),
        prepare=prepare_model,
    )
    history: list[dict[str, float]] = []
    resumed = ray.train.get_checkpoint()
    if resumed is not None:
        with resumed.as_directory() as folder:
            state = torch.load(Path(folder) / STATE_FILE, weights_only=True, map_location=learner.device)
        learner.restore(state)
        history = state["history"]
    resumed_after_epoch = learner.finished_epochs
    while learner.finished_epochs < configuration.epochs:
        row = learner.learn_epoch() | {
            "resumed_after_epoch": resumed_after_epoch,
            "finished_at_ms": time.time_ns() // 1_000_000,
        }
        history.append(row)
        _report(learner, history)


def _report(learner: Learner, history: list[dict[str, float]]) -> None:
    row = history[-1]
    if learner.rank != 0:
        ray.train.report({})
        return
    print(f"epoch {row['epoch']}: loss {row['loss']:.4f}, held-out accuracy {row['accuracy']:.4f}")
    with tempfile.TemporaryDirectory() as folder:
        torch.save(learner.state() | {"history": history}, Path(folder) / STATE_FILE)
        ray.train.report(row, checkpoint=Checkpoint.from_directory(folder))


def _provenance(configuration: TrainDigits, last: dict[str, float]) -> Provenance:
    return Provenance(
        code_sha256=sha256_of_code(),
        data_sha256=split_digits().sha256,
        lock=lock_of(configuration.lock_sha256),
        parameters=configuration.model_dump(exclude={"lock_sha256"})
        | {"split_seed": SPLIT_SEED, "held_out_fraction": HELD_OUT_FRACTION},
        metrics={name: last[name] for name in ("accuracy", "loss", "epoch")},
    )
