"""Programs that take turns on one machine: all but one are stopped, and every few seconds it is another one.

A virtual machine's speed swings by half within a minute. Runs one after the other would compare its moods; turns of
seconds let all have the same of them. What is stopped takes no core, so each has the machine to itself.
"""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from components.hosts.agent import records
from tests.workloads.private_ray import short_folder

Interval = tuple[float, float]

POLL_SECONDS = 0.05
START_LIMIT_SECONDS = 180
WORK_LIMIT_SECONDS = 600
"""Far above what a start or all turns of a program take; a program that reaches it hangs."""

MINIMUM_TURNS = 3
"""With fewer counted turns, nothing was interleaved."""


@dataclass
class Program:
    """One that takes turns.

    Attributes:
        command: the argument list.
        variables: what it finds in its environment besides ours and BENCH_FOLDER.
        folder: BENCH_FOLDER, into which it writes; by it its processes are known.
        is_warm: whether start-up is over, told from its folder.
        turns: when it had the machine, in seconds since the epoch.
    """

    command: Sequence[str]
    variables: Mapping[str, str]
    folder: Path
    is_warm: Callable[[Path], bool]
    turns: list[Interval] = field(default_factory=list)

    def start(self) -> None:
        """Start it and wait until it is warm."""
        environment = os.environ | dict(self.variables) | {"BENCH_FOLDER": str(self.folder)}
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                self.command,
                env=records.marked(environment, str(self.folder), "program"),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_LIMIT_SECONDS
        while self.is_running() and not self.is_warm(self.folder):
            if time.monotonic() > deadline:
                raise SystemExit(f"{self._name} was not warm after {START_LIMIT_SECONDS} s:\n{self._words}")
            time.sleep(POLL_SECONDS)

    def is_running(self) -> bool:
        """Whether it has not ended yet. Ends the benchmark where it failed."""
        if code := self._process.poll():
            raise SystemExit(f"{self._name} ended with {code}:\n{self._words}")
        return code is None

    def send(self, number: signal.Signals) -> None:
        """Send a signal to every process of it, also to one that was just forked."""
        told: set[int] = set()
        while new := set(records.processes_of(str(self.folder))) - told:
            for pid in new:
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
            told |= new

    def work(self, seconds: float) -> None:
        """Let it have the machine for so long, or until it ends."""
        began = time.time()
        self.send(signal.SIGCONT)
        while self.is_running() and time.time() < began + seconds:
            time.sleep(POLL_SECONDS)
        self.send(signal.SIGSTOP)
        self.turns.append((began, time.time()))

    @property
    def _name(self) -> str:
        return " ".join(self.command[:3])

    @property
    def _words(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-3000:]


@contextmanager
def folder_of_program() -> Iterator[Path]:
    """Give a folder, and leave neither it nor a process of the program that worked in it."""
    with short_folder() as folder:
        try:
            yield folder
        finally:
            records.end(str(folder), None)


def take_turns(programs: Sequence[Program], turn_seconds: float) -> None:
    """Start all, and let them work in turns until one has ended; then each of the others works on to its end."""
    for program in programs:
        program.start()
        program.send(signal.SIGSTOP)
    deadline = time.monotonic() + WORK_LIMIT_SECONDS
    while all(program.is_running() for program in programs):
        for program in programs:
            program.work(turn_seconds)
        if time.monotonic() > deadline:
            raise SystemExit(f"no program ended within {WORK_LIMIT_SECONDS} s of turns")
    for program in programs:
        while program.is_running():
            program.work(turn_seconds)
            if time.monotonic() > deadline + WORK_LIMIT_SECONDS:
                raise SystemExit(f"the last program did not end within {2 * WORK_LIMIT_SECONDS} s")


def seconds_per_round(ends: Sequence[float], turns: Sequence[Interval], last: float) -> float:
    """Seconds of its own turns that a program took for a round, such as an epoch.

    Args:
        ends: when its rounds ended, in order, in seconds since the epoch.
        turns: when it had the machine.
        last: until when rounds count: after the first program has ended, nobody takes turns any more.

    Raises ValueError where fewer than MINIMUM_TURNS turns are counted.
    """
    counted = [end for end in ends if turns[0][0] <= end <= last]
    if len(counted) > 1:
        shares = [min(counted[-1], off) - max(counted[0], on) for on, off in turns]
        own = [share for share in shares if share > 0]
        if len(own) >= MINIMUM_TURNS:
            return sum(own) / (len(counted) - 1)
    raise ValueError(f"fewer than {MINIMUM_TURNS} turns were counted: let the programs run longer")
