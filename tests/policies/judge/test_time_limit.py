"""Work within a time limit: its result, what it raises, and what is over its time."""

import threading

import pytest

from policies.judge.time_limit import TimeLimitExceededError, WorkFailedError, run_within

AMPLE_S = 60.0
"""Work that returns at once never waits for this."""


def test_result_comes_back() -> None:
    assert run_within(AMPLE_S, lambda: 7) == 7, "the limit changes no result"


def test_result_of_nothing_comes_back() -> None:
    assert run_within(AMPLE_S, lambda: None) is None, "None is a result, not a failure"


@pytest.mark.parametrize("failure", [ZeroDivisionError("no"), SystemExit(0), KeyboardInterrupt()])
def test_whatever_the_work_raises_is_a_failure(failure: BaseException) -> None:
    def work() -> None:
        raise failure

    with pytest.raises(WorkFailedError, match=type(failure).__name__) as failed:
        run_within(AMPLE_S, work)
    assert failed.value.__cause__ is failure, "the cause is kept for those who look for it"


def test_work_over_its_time_is_left_behind() -> None:
    released = threading.Event()
    try:
        with pytest.raises(TimeLimitExceededError, match=r"not done after 0.05 s"):
            run_within(0.05, released.wait)
    finally:
        released.set()


def test_what_is_over_its_time_holds_up_nobody_else() -> None:
    released, threads = threading.Event(), []
    try:
        for _ in range(3):
            threads.append(run_within(AMPLE_S, threading.get_ident))
            with pytest.raises(TimeLimitExceededError):
                run_within(0.05, released.wait)
        assert len(set(threads)) > 1, "what hangs keeps its thread, and the next work gets another"
        first, second = (run_within(AMPLE_S, threading.get_ident) for _ in range(2))
        assert first == second, "what is done in time leaves its thread to the next"
    finally:
        released.set()


def test_work_within_work_has_a_thread_of_its_own() -> None:
    def outer() -> tuple[int, int]:
        return threading.get_ident(), run_within(AMPLE_S, threading.get_ident)

    first, second = run_within(AMPLE_S, outer)
    assert first != second, "else it would wait for itself"
