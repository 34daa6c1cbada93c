"""How an engine run's end becomes a command's end."""

from pathlib import Path

import pytest

from stacks.cli.failures import Failed, PolicyRefused, Refused
from stacks.driver import Outcome
from stacks.events import PROGRAM_REFUSED, Violation

EXITED = f"{PROGRAM_REFUSED} with non-zero exit code: 1"


def violation(level: str) -> Violation:
    return Violation(
        level=level, policy="security/token", resource="hosts:Raylet a", message="ask for a token"
    )


def test_a_good_end_raises_nothing_even_with_advice() -> None:
    Outcome(violations=[violation("advisory")]).raise_if_failed("up")


def test_a_mandatory_policy_is_a_refusal_by_policy() -> None:
    outcome = Outcome(return_code=255, violations=[violation("advisory"), violation("mandatory")])
    with pytest.raises(PolicyRefused, match="security/token: hosts:Raylet a: ask for a token") as caught:
        outcome.raise_if_failed("up")
    assert str(caught.value).count("security/token") == 1, "advice is no refusal"


def test_a_program_that_ended_on_purpose_refused_its_input() -> None:
    outcome = Outcome(return_code=255, errors=["plan.yaml:1:1: too large", EXITED])
    with pytest.raises(Refused, match=r"^plan\.yaml:1:1: too large$"):
        outcome.raise_if_failed("up")


def test_the_true_reasons_are_told_once_and_the_engine_s_echo_is_not() -> None:
    errors = ["hosts:Raylet a: HostError: no disk", "hosts:Raylet a: HostError: no disk", "update failed"]
    with pytest.raises(Failed) as caught:
        Outcome(return_code=255, errors=errors, log=Path("/l")).raise_if_failed("up")
    assert str(caught.value).count("HostError") == 1, "once is enough"
    assert "update failed" not in str(caught.value), "an echo explains nothing"
    assert "/l" in str(caught.value), "where the rest is"


def test_without_any_diagnostic_the_last_lines_of_the_log_are_told(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text("@ updating....\nerror: could not start the language host\n\n")
    with pytest.raises(Failed, match="could not start the language host"):
        Outcome(return_code=1, log=log).raise_if_failed("up")
    log.write_text("")
    with pytest.raises(Failed, match="ended with 7 and without a word"):
        Outcome(return_code=7, log=log).raise_if_failed("up")


def test_a_killed_engine_is_told_as_one() -> None:
    with pytest.raises(Failed, match="killed by signal 9; run the same command again"):
        Outcome(return_code=-9).raise_if_failed("up")
