"""What asks a command to end reaches its engine, and what it was told to ignore stays ignored."""

import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from stacks.interrupts import Interrupts

DEAF_OR_NOT = """
import signal
for number in (signal.SIGINT, signal.SIGHUP):
    print(signal.getsignal(number) is signal.SIG_IGN)
"""
SLEEP = [
    sys.executable,
    "-S",
    "-c",
    "import signal, time; signal.signal(2, signal.SIG_DFL); print(1, flush=True); time.sleep(600)",
]


@pytest.fixture
def background() -> Iterator[None]:
    """Ignore what `nohup COMMAND &` in a script ignores."""
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("background")
def test_an_engine_in_the_background_can_still_end_its_plugins() -> None:
    with Interrupts():
        answer = subprocess.run(
            [sys.executable, "-c", DEAF_OR_NOT], capture_output=True, text=True, check=True
        )
    assert answer.stdout.split() == ["False", "True"], (
        "it hears SIGINT; the hangup that nohup ignores stays ignored"
    )
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN, "and afterwards all is as it was"


@pytest.mark.parametrize("is_early", [True, False], ids=["before the engine runs", "while it runs"])
def test_a_request_to_end_reaches_the_engine_as_an_interrupt(is_early: bool) -> None:
    with Interrupts() as interrupts:
        if is_early:
            signal.raise_signal(signal.SIGTERM)
        with subprocess.Popen(SLEEP, stdout=subprocess.PIPE) as engine:
            assert engine.stdout is not None
            engine.stdout.readline()
            interrupts.hand_to(engine)
            if not is_early:
                signal.raise_signal(signal.SIGTERM)
            assert engine.wait(timeout=60) == -signal.SIGINT, "it is asked, as by Ctrl-C"
    assert interrupts.received == [signal.SIGTERM], "and the command knows"
