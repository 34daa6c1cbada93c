"""One training run of the same learner as a plain torchrun script; writes its history into $BENCH_FOLDER.

What anybody would write without Ray: a process group, DistributedDataParallel, a checkpoint an epoch from rank 0.
"""

import json
import os
import sys
import time
from pathlib import Path

import torch
from torch import distributed
from torch.nn.parallel import DistributedDataParallel

from workloads.digits.data import split_digits
from workloads.train_digits.configuration import TrainDigits
from workloads.train_digits.learning import Learner

configuration = TrainDigits.model_validate_json(sys.argv[1])
folder = Path(os.environ["BENCH_FOLDER"])
distributed.init_process_group("gloo")
learner = Learner(
    configuration,
    split_digits(),
    rank=distributed.get_rank(),
    device=torch.device("cpu"),
    prepare=DistributedDataParallel,
)
history = []
while learner.finished_epochs < configuration.epochs:
    history.append(learner.learn_epoch() | {"finished_at_ms": time.time_ns() // 1_000_000})
    if learner.rank == 0:
        torch.save(learner.state() | {"history": history}, folder / "checkpoint.pt.new")
        (folder / "checkpoint.pt.new").replace(folder / "checkpoint.pt")
if learner.rank == 0:
    (folder / "history.json").write_text(json.dumps(history))
distributed.destroy_process_group()
