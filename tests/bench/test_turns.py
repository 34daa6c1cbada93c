"""What a program did in its turns is counted, and what it did alone is not."""

import os
import signal
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from components.hosts.agent import records
from tests.bench.turns import Program, folder_of_program, seconds_per_round, take_turns

TURNS = [(0.0, 10.0), (20.0, 30.0), (40.0, 50.0), (60.0, 90.0)]

COUNTING = """
import os, pathlib, subprocess, sys, time
folder = pathlib.Path(os.environ["BENCH_FOLDER"])
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
(folder / "warm").touch()
ends = time.monotonic() + float(sys.argv[1])
while time.monotonic() < ends: time.sleep(0.01)
"""


def test_only_seconds_of_own_turns_are_counted() -> None:
    # From 4 to 44 it had 6, 10 and 4 seconds of its own, in which it went four rounds.
    assert seconds_per_round([4.0, 9.0, 24.0, 29.0, 44.0], TURNS, last=50.0) == pytest.approx(20 / 4), (
        "the pauses between its turns are not its time"
    )


def test_rounds_after_the_first_program_ended_do_not_count() -> None:
    until_44 = seconds_per_round([4.0, 9.0, 24.0, 29.0, 44.0], TURNS, last=50.0)
    assert seconds_per_round([4.0, 9.0, 24.0, 29.0, 44.0, 88.0], TURNS, last=50.0) == until_44, (
        "who works alone takes no turns"
    )


@pytest.mark.parametrize("ends", [[], [4.0], [4.0, 9.0], [4.0, 24.0]], ids=str)
def test_too_few_turns_are_no_measurement(ends: list[float]) -> None:
    with pytest.raises(ValueError, match="fewer than 3 turns"):
        seconds_per_round(ends, TURNS, last=50.0)


def test_turns_do_not_overlap_and_nothing_is_left() -> None:
    with folder_of_program() as first, folder_of_program() as second:
        programs = [program_in(first, seconds=0.6), program_in(second, seconds=0.9)]
        take_turns(programs, turn_seconds=0.2)
        spans = sorted(turn for program in programs for turn in program.turns)
        assert all(off <= on for (_, off), (on, _) in pairwise(spans)), "one at a time"
        assert list(records.processes_of(str(first))), "a child outlives its program here"
    assert not [*records.processes_of(str(first)), *records.processes_of(str(second))], "no process is left"
    assert not first.exists() and not second.exists(), "no folder is left"


def test_a_program_that_fails_ends_the_benchmark_with_its_words() -> None:
    with folder_of_program() as folder:
        failing = Program(
            [sys.executable, "-c", "raise SystemExit('no such data')"], {}, folder, is_warm=lambda _: False
        )
        with pytest.raises(SystemExit, match="no such data"):
            failing.start()


def test_a_stopped_program_does_not_run() -> None:
    with folder_of_program() as folder:
        program = program_in(folder, seconds=60)
        program.start()
        program.send(signal.SIGSTOP)
        states = {
            Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
            for pid in records.processes_of(str(folder))
        }
        assert states == {"T"}, "the program and its child are stopped"
        assert os.getpid() not in records.processes_of(str(folder)), "the benchmark itself is not"


def program_in(folder: Path, seconds: float) -> Program:
    """A program that is warm at once, has a child, and ends after so many seconds of the clock."""
    return Program(
        [sys.executable, "-c", COUNTING, str(seconds)],
        {},
        folder,
        is_warm=lambda each: (each / "warm").exists(),
    )
