"""Compares the workload's training throughput with torchrun: `python -m tests.bench.training [--repeats 5] [--record]`.

Both run the same `Learner` with two processes, the same data in the same order and a checkpoint an epoch. Counted is
what happens from the end of the first epoch to the end of the last, reports and checkpoints included: start-up, and the
first epoch in which memory and caches fill, are apart.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.results import Comparison, busy, record, section
from workloads.digits.data import split_digits
from workloads.train_digits.configuration import TrainDigits

TITLE = "Training"
EXPLANATION = """
`workloads/train_digits` on a local Ray cluster against `torchrun --nproc-per-node 2` with the same model, data, order
and number of processes, a checkpoint an epoch on both sides. Images learned in a second, from the end of the first
epoch to the end of the last; start-up apart.
"""
# Seven epochs of about a second: six counted, long enough to take in Ray's own reports and looks at the workers.
EPOCHS = 7
LIMIT_SECONDS = 600


def main() -> None:
    """Measure in turns, print the row, and write it down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.training")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    waiting, ours, theirs = busy(), [], []
    for repeat in range(given.repeats):
        pair = {"ours": with_ray, "theirs": with_torchrun}
        # Whoever comes second finds warm caches: the order alternates.
        for name in ("ours", "theirs") if repeat % 2 == 0 else ("theirs", "ours"):
            (ours if name == "ours" else theirs).append(pair[name](repeat))
        sys.stderr.write(f"repeat {repeat}: {ours[-1]:.0f} and {theirs[-1]:.0f} images/s\n")
    row = Comparison(what="images/s", unit="images/s", ours=ours, theirs=theirs, goal="0.97 or more")
    text = section(TITLE, EXPLANATION, [row], waiting)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


def settings(repeat: int) -> TrainDigits:
    """The run of one repeat, the same on both sides."""
    return TrainDigits(epochs=EPOCHS, seed=repeat, run_name=f"bench-{repeat}", accelerator="cpu")


def with_ray(repeat: int) -> float:
    """Images a second of the workload on a Ray of its own, as its command line starts it."""
    return _measure(
        [sys.executable, "-m", "tests.bench.train_with_ray", settings(repeat).model_dump_json()], {}
    )


def with_torchrun(repeat: int) -> float:
    """Images a second of the same learner under torchrun."""
    torchrun = Path(sys.executable).with_name("torchrun")
    # Ray gives each worker one thread for its one CPU; torchrun is given the same.
    return _measure(
        [
            *(str(torchrun), "--standalone", "--nproc-per-node", "2"),
            *(str(Path(__file__).with_name("train_with_torchrun.py")), settings(repeat).model_dump_json()),
        ],
        {"OMP_NUM_THREADS": "1"},
    )


def images_per_second(history: Sequence[dict[str, float]], configuration: TrainDigits) -> float:
    """Throughput between the end of the first and of the last epoch of a run's history."""
    images = (
        len(split_digits().train)
        * configuration.copies
        // configuration.batch_size
        * configuration.batch_size
    )
    seconds = (history[-1]["finished_at_ms"] - history[0]["finished_at_ms"]) / 1000
    return images * (len(history) - 1) / seconds


def _measure(command: Sequence[str], more: dict[str, str]) -> float:
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | more | {"BENCH_FOLDER": folder}
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
        )
        if done.returncode:
            raise SystemExit(f"{' '.join(command[:3])} ended with {done.returncode}:\n{done.stderr[-3000:]}")
        history = json.loads((Path(folder) / "history.json").read_text())
    return images_per_second(history, settings(0))


if __name__ == "__main__":
    main()
