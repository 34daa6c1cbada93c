"""Compares the workload's training throughput with torchrun: `python -m tests.bench.training [--repeats 5] [--record]`.

Both run the same `Learner` with two processes, the same data in the same order and a checkpoint an epoch, in turns of
a few seconds. Counted is what happens from the end of an epoch in the first turn to the end of one in the last, reports
and checkpoints included: start-up, and the first epoch in which memory and caches fill, are apart.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from tests.bench.results import Comparison, busy, record, section
from tests.bench.turns import Program, take_turns
from workloads.digits.data import split_digits
from workloads.train_digits.configuration import TrainDigits

TITLE = "Training"
EXPLANATION = """
`workloads/train_digits` on a local Ray cluster against `torchrun --nproc-per-node 2` with the same model, data, order
and number of processes, a checkpoint an epoch on both sides. Both run at once and take turns of five seconds: one is
stopped (SIGSTOP) while the other, with all processes of its Ray, works. Images learned in a second of its own turns;
start-up apart.
"""
# About half a minute of turns for each: long enough to take in Ray's own reports and looks at the workers.
EPOCHS = 30
TURN_SECONDS = 5.0

History = Sequence[dict[str, float]]


def main() -> None:
    """Measure in turns, print the row, and write it down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.training")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    waiting, ours, theirs = busy(), [], []
    for repeat in range(given.repeats):
        speed, peer_speed = measure(repeat)
        ours.append(speed)
        theirs.append(peer_speed)
        ratio = speed / peer_speed
        sys.stderr.write(f"repeat {repeat}: {speed:.0f} and {peer_speed:.0f} images/s, {ratio:.3f}\n")
    row = Comparison(what="images/s", unit="images/s", ours=ours, theirs=theirs, goal="0.97 or more")
    text = section(TITLE, EXPLANATION, [row], waiting)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


def settings(repeat: int) -> TrainDigits:
    """The run of one repeat, the same on both sides."""
    return TrainDigits(epochs=EPOCHS, seed=repeat, run_name=f"bench-{repeat}", accelerator="cpu")


def measure(repeat: int) -> tuple[float, float]:
    """Images a second of the workload and of torchrun."""
    pair = with_ray(repeat), with_torchrun(repeat)
    try:
        # Whoever starts second starts on warm caches: the order alternates.
        take_turns(*(pair if repeat % 2 == 0 else pair[::-1]), turn_seconds=TURN_SECONDS)
        histories = [json.loads((program.folder / "history.json").read_text()) for program in pair]
    finally:
        for program in pair:
            program.end()
            shutil.rmtree(program.folder, ignore_errors=True)
    # After one has ended the other works alone: that is no turn any more.
    last = min(history[-1]["finished_at_ms"] / 1000 for history in histories)
    first = max(program.turns[0][0] for program in pair)
    speeds = [
        images_per_second(history, program, first, last)
        for history, program in zip(histories, pair, strict=True)
    ]
    return speeds[0], speeds[1]


def with_ray(repeat: int) -> Program:
    """The workload on a Ray of its own, as its command line starts it."""
    command = [sys.executable, "-m", "tests.bench.train_with_ray", settings(repeat).model_dump_json()]
    return Program(command, {}, is_warm=lambda folder: any(folder.glob("bench/checkpoint*")))


def with_torchrun(repeat: int) -> Program:
    """The same learner under torchrun."""
    torchrun, script = (
        Path(sys.executable).with_name("torchrun"),
        Path(__file__).with_name("train_with_torchrun.py"),
    )
    command = [str(torchrun), "--standalone", "--nproc-per-node", "2", str(script)]
    return Program(
        [*command, settings(repeat).model_dump_json()],
        # Ray gives each worker one thread for its one CPU; torchrun is given the same.
        {"OMP_NUM_THREADS": "1"},
        is_warm=lambda folder: (folder / "checkpoint.pt").exists(),
    )


def images_per_second(history: History, program: Program, first: float, last: float) -> float:
    """Throughput in a program's turns between two times of the clock, from the end of an epoch to that of another."""
    configuration = settings(0)
    images = len(split_digits().train) * configuration.copies
    images = images // configuration.batch_size * configuration.batch_size
    ends = [row["finished_at_ms"] / 1000 for row in history]
    ends = [end for end in ends if first <= end <= last]
    return images * (len(ends) - 1) / program.worked(ends[0], ends[-1])


if __name__ == "__main__":
    main()
