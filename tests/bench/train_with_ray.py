"""One training run of the workload on a private Ray; writes its history into $BENCH_FOLDER. See training.py."""

import json
import os
import sys
from pathlib import Path

import ray
import torch

from workloads.folder_store import FolderStore
from workloads.train_digits.configuration import TrainDigits
from workloads.train_digits.training import STATE_FILE, fit, use_ray_train_settings

configuration = TrainDigits.model_validate_json(sys.argv[1])
folder = Path(os.environ["BENCH_FOLDER"])
use_ray_train_settings()
ray.init(
    num_cpus=configuration.workers + 1,
    include_dashboard=False,
    object_store_memory=128 * 2**20,
    log_to_driver=False,
    _temp_dir=str(folder / "ray"),
)
store = FolderStore(name="checkpoints", holds="checkpoints", path=folder, access="write")
with fit(configuration, "bench", store).as_directory() as checkpoint:
    state = torch.load(Path(checkpoint) / STATE_FILE, weights_only=True)
(folder / "history.json").write_text(json.dumps(state["history"]))
ray.shutdown()
