"""Compares the workload's training throughput with torchrun: `python -m tests.bench.training [--repeats 5] [--record]`.

All run the same `Learner` with two processes, the same data in the same order and a checkpoint an epoch, in turns of
a few seconds. Counted is what happens from the end of each one's first epoch in its turns to the end of its last before
anybody has finished, reports and checkpoints included: start-up, and the epoch in which memory and caches fill, are
apart.
"""

import argparse
import json
import signal
import sys
from contextlib import ExitStack
from pathlib import Path

from tests.bench.results import Comparison, busy, record, section
from tests.bench.turns import Program, folder_of_program, seconds_per_round, take_turns
from workloads.digits.data import split_digits
from workloads.train_digits.configuration import TrainDigits

TITLE = "Training"
EXPLANATION = """
`workloads/train_digits` on a local Ray cluster against `torchrun --nproc-per-node 2` with the same model, data, order
and number of processes, a checkpoint an epoch on all sides. All run at once and take turns of five seconds: the others
are stopped (SIGSTOP) while one, with all processes of its Ray, works. Images learned in a second of its own turns;
start-up apart. The workload makes its workers batch work (`SCHED_BATCH`), which torchrun leaves to `chrt`: the second
row is torchrun with that too.
"""
# About half a minute of turns for each: long enough to take in Ray's own reports and looks at the workers.
EPOCHS = 30
TURN_SECONDS = 5.0


def main() -> None:
    """Measure in turns, print the row, and write it down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.training")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # a stopped program would stay stopped for ever
    waiting, repeats = busy(), []
    for repeat in range(given.repeats):
        repeats.append(measure(repeat))
        told = ", ".join(f"{speed:.0f}" for speed in repeats[-1])
        sys.stderr.write(f"repeat {repeat}: ours, torchrun, torchrun as batch work: {told} images/s\n")
    ours, theirs, batch = zip(*repeats, strict=True)
    rows = [
        Comparison(what="images/s", unit="images/s", ours=ours, theirs=theirs, goal="0.97 or more"),
        Comparison(
            what="against torchrun as batch work", unit="images/s", ours=ours, theirs=batch, goal="reported"
        ),
    ]
    text = section(TITLE, EXPLANATION, rows, waiting)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


def settings(repeat: int) -> TrainDigits:
    """The run of one repeat, the same on both sides."""
    return TrainDigits(epochs=EPOCHS, seed=repeat, run_name=f"bench-{repeat}", accelerator="cpu")


def measure(repeat: int) -> list[float]:
    """Images a second of the workload, of torchrun, and of torchrun as batch work."""
    with ExitStack() as stack:
        folders = [stack.enter_context(folder_of_program()) for _ in range(3)]
        programs = [
            with_ray(repeat, folders[0]),
            with_torchrun(repeat, folders[1]),
            with_torchrun(repeat, folders[2], as_batch=True),
        ]
        # Whoever starts later starts on warm caches: the order alternates.
        take_turns(programs if repeat % 2 == 0 else programs[::-1], TURN_SECONDS)
        histories = [json.loads((folder / "history.json").read_text()) for folder in folders]
    ends = [[row["finished_at_ms"] / 1000 for row in history] for history in histories]
    last = min(each[-1] for each in ends)
    return [
        images_per_epoch(settings(repeat)) / seconds_per_round(each, program.turns, last)
        for each, program in zip(ends, programs, strict=True)
    ]


def with_ray(repeat: int, folder: Path) -> Program:
    """The workload on a Ray of its own, as its command line starts it."""
    command = [sys.executable, "-m", "tests.bench.train_with_ray", settings(repeat).model_dump_json()]
    return Program(command, {}, folder, is_warm=lambda folder: any(folder.glob("bench/checkpoint*")))


def with_torchrun(repeat: int, folder: Path, *, as_batch: bool = False) -> Program:
    """The same learner under torchrun, on request under the scheduling policy that the workload gives itself."""
    torchrun, script = (
        Path(sys.executable).with_name("torchrun"),
        Path(__file__).with_name("train_with_torchrun.py"),
    )
    command = [str(torchrun), "--standalone", "--nproc-per-node", "2", str(script)]
    return Program(
        [*(["chrt", "--batch", "0"] if as_batch else []), *command, settings(repeat).model_dump_json()],
        # Ray gives each worker one thread for its one CPU; torchrun is given the same.
        {"OMP_NUM_THREADS": "1"},
        folder,
        is_warm=lambda folder: (folder / "checkpoint.pt").exists(),
    )


def images_per_epoch(configuration: TrainDigits) -> int:
    """How many images the processes of a run learn in an epoch: whole batches."""
    images = len(split_digits().train) * configuration.copies
    return images // configuration.batch_size * configuration.batch_size


if __name__ == "__main__":
    main()
