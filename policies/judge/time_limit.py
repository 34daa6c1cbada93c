"""Bounds the time of one piece of work."""

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Result = TypeVar("Result")


class TimeLimitExceededError(Exception):
    """The work was not done within its time."""


class WorkFailedError(Exception):
    """The work raised; what it raised is the cause."""

    def __init__(self, failure: BaseException) -> None:
        super().__init__(f"{type(failure).__name__}: {failure}")


@dataclass(frozen=True)
class _Returned(Generic[Result]):
    result: Result


@dataclass(frozen=True)
class _Raised:
    failure: BaseException


class _Worker:
    """A daemon thread for one piece of work after another: a pack has ten thousand, to start as many takes a second."""

    def __init__(self) -> None:
        self.given: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            self.given.get()()


_AT_REST: list[_Worker] = []
"""Those that did what they were given; one that is over its time never comes back here."""


def run_within(limit_s: float, work: Callable[[], Result]) -> Result:
    """Return what `work` returns.

    Raises WorkFailedError where it raises anything, SystemExit included, and TimeLimitExceededError after
    `limit_s` seconds. Python cannot end a thread, so work that is over its time stays behind in a daemon
    thread that ends with the process.
    """
    outcomes: queue.SimpleQueue[_Returned[Result] | _Raised] = queue.SimpleQueue()

    def run() -> None:
        try:
            outcomes.put(_Returned(work()))
        except BaseException as failure:  # noqa: BLE001 - a SystemExit in a rule is no pass
            outcomes.put(_Raised(failure))

    try:
        worker = _AT_REST.pop()
    except IndexError:
        worker = _Worker()
    worker.given.put(run)
    try:
        outcome = outcomes.get(timeout=limit_s)
    except queue.Empty:
        raise TimeLimitExceededError(f"not done after {limit_s:g} s") from None
    _AT_REST.append(worker)
    if isinstance(outcome, _Raised):
        raise WorkFailedError(outcome.failure) from outcome.failure
    return outcome.result
