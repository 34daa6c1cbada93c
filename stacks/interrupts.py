"""Hands the signals that ask a command to end to the engine that it runs."""

import signal
import subprocess
from types import FrameType
from typing import Any, Self

from stacks.cli.console import console

ENDING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""On these the engine is asked to stop between two resources, and is waited for."""


class Interrupts:
    """Hands every signal that asks for an end to the engine, and collects them.

    Attributes:
        received: the signals so far.
    """

    def __init__(self) -> None:
        self.received: list[int] = []
        self._engine: subprocess.Popen[bytes] | None = None
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        # A hangup that `nohup` had ignored stays ignored.
        asked = [number for number in ENDING_SIGNALS if number == signal.SIGINT or not _is_ignored(number)]
        self._before = {number: signal.signal(number, self._hand_on) for number in asked}
        return self

    def __exit__(self, *_reason: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def hand_to(self, engine: subprocess.Popen[bytes]) -> None:
        """Hand to this engine what came and what comes."""
        self._engine = engine
        if self.received:
            engine.send_signal(signal.SIGINT)

    def _hand_on(self, number: int, _frame: FrameType | None) -> None:
        if not self.received:
            console.print("interrupted: waiting for the engine to finish what it has begun", markup=False)
        self.received.append(number)
        if self._engine is not None:
            self._engine.send_signal(signal.SIGINT)


def _is_ignored(number: signal.Signals) -> bool:
    return signal.getsignal(number) is signal.SIG_IGN
