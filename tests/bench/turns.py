"""Two programs that take turns on one machine: one is stopped while the other works, every few seconds.

A virtual machine's speed swings by half within a minute. Runs one after the other would compare its moods; turns of
seconds let both have the same of them. What is stopped takes no core, so each has the machine to itself.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

Interval = tuple[float, float]

POLL_SECONDS = 0.05


@dataclass
class Program:
    """One of the two: how it is started, how one sees that it is warm, and when it had its turns.

    Attributes:
        command: the argument list.
        variables: what it finds in its environment besides ours and BENCH_FOLDER.
        is_warm: whether start-up is over, told from its folder.
    """

    command: Sequence[str]
    variables: Mapping[str, str]
    is_warm: Callable[[Path], bool]
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="gpb-")))
    turns: list[Interval] = field(default_factory=list)

    def start(self) -> None:
        """Start it and wait until it is warm."""
        self.log = (self.folder / "log").open("w+b")
        self.process = subprocess.Popen(
            self.command,
            env=os.environ | dict(self.variables) | {"BENCH_FOLDER": str(self.folder)},
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )
        while not self.is_warm(self.folder):
            self.is_running()
            time.sleep(POLL_SECONDS)

    def is_running(self) -> bool:
        """Whether it has not ended yet. Ends the benchmark where it failed."""
        if code := self.process.poll():
            self.log.seek(0)
            sys.stderr.buffer.write(self.log.read()[-3000:])
            raise SystemExit(f"{' '.join(self.command[:3])} ended with {code}")
        return code is None

    def send(self, number: signal.Signals) -> None:
        """Send a signal to every process of it."""
        with suppress(psutil.NoSuchProcess):
            root = psutil.Process(self.process.pid)
            for process in [root, *root.children(recursive=True)]:
                with suppress(psutil.NoSuchProcess):
                    process.send_signal(number)

    def work(self, seconds: float) -> None:
        """Let it have the machine for so long, or until it ends."""
        began = time.time()
        self.send(signal.SIGCONT)
        while self.is_running() and time.time() < began + seconds:
            time.sleep(POLL_SECONDS)
        self.send(signal.SIGSTOP)
        self.turns.append((began, time.time()))

    def worked(self, begin: float, end: float) -> float:
        """Seconds of its turns between two times of the clock."""
        return sum(max(0.0, min(end, off) - max(begin, on)) for on, off in self.turns)

    def end(self) -> None:
        """Leave no process and no open file."""
        for number in (signal.SIGTERM, signal.SIGCONT):
            self.send(number)
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(timeout=30)
        self.send(signal.SIGKILL)
        self.log.close()


def take_turns(first: Program, second: Program, turn_seconds: float) -> None:
    """Start both, and let them work in turns until one has ended; then the other works on to its end."""
    for program in (first, second):
        program.start()
        program.send(signal.SIGSTOP)
    while first.process.poll() is None and second.process.poll() is None:
        first.work(turn_seconds)
        second.work(turn_seconds)
    for program in (first, second):
        while program.process.poll() is None:
            program.work(turn_seconds)
