"""The quickstart runs its steps in order, stops at the first that fails, and ends with what to know."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from stacks import quickstart
from stacks.cli.main import COMMANDS

STATUS = {
    "clusters": [
        {"name": "train", "job_api": "http://127.0.0.1:20001", "serve": None},
        {"name": "serve", "job_api": "http://127.0.0.1:20002", "serve": "http://127.0.0.1:20003"},
    ]
}


def test_every_step_is_a_command_of_groundplan() -> None:
    assert {arguments[0] for arguments in quickstart.STEPS.values()} <= set(COMMANDS), (
        "a step that is no command cannot be run alone"
    )


def test_the_plan_of_the_quickstart_exists() -> None:
    plan = quickstart.STEPS["up"][quickstart.STEPS["up"].index("--plan") + 1]
    assert (quickstart.PROJECT_ROOT / plan).is_file(), (
        "the quickstart starts from an example plan of this clone"
    )


def test_the_steps_run_in_order_and_each_is_timed() -> None:
    ran: list[Sequence[str]] = []
    seconds: dict[str, float] = {}
    failed = quickstart.take_steps(lambda arguments: ran.append(arguments) or 0, seconds)
    assert failed is None, "every step ended well"
    assert ran == list(quickstart.STEPS.values()), (
        "the order is doctor, engine, up, train, promote, serve, predict"
    )
    assert list(seconds) == list(quickstart.STEPS), "each step has its seconds"


def test_the_first_failing_step_ends_the_quickstart() -> None:
    ran: list[str] = []

    def run(arguments: Sequence[str]) -> int:
        ran.append(arguments[0])
        return 3 if arguments[0] == "up" else 0

    assert quickstart.take_steps(run, {}) == ("up", 3), "the step and its exit code are told"
    assert ran == ["doctor", "engine", "up"], "nothing runs after a failed step"


def test_the_closing_lines_are_the_addresses_the_seconds_and_the_way_down() -> None:
    assert quickstart.closing_lines(STATUS, {"environment": 8.4, "up": 61.6}) == [
        "train: jobs and dashboard http://127.0.0.1:20001",
        "serve: jobs and dashboard http://127.0.0.1:20002",
        "serve: answers on http://127.0.0.1:20003",
        "seconds: environment 8, up 62; all 70",
        "make down",
    ], "these are the last lines a person sees"


def run_as_a_program(folder: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run the quickstart's main with a shell script in the place of `groundplan`."""
    groundplan = folder / "groundplan"
    groundplan.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    groundplan.chmod(0o700)
    program = (
        "import sys, pathlib; from stacks import quickstart; "
        "quickstart.GROUNDPLAN = pathlib.Path(sys.argv.pop(1)); quickstart.main()"
    )
    return subprocess.run(
        [sys.executable, "-c", program, str(groundplan), "--environment-seconds", "2"],
        check=False,
        capture_output=True,
        text=True,
    )


def test_a_whole_run_ends_with_the_closing_lines(tmp_path: Path) -> None:
    script = """case "$1" in status) echo '{"clusters": []}';; predict) echo 10/10 correct;; esac"""
    ended = run_as_a_program(tmp_path, script)
    assert ended.returncode == 0, ended.stderr
    lines = ended.stdout.splitlines()
    assert lines[0] == "10/10 correct", "what predict says stands before the closing lines"
    assert lines[-2].startswith("seconds: environment 2, doctor 0"), (
        "the environment's seconds are told as well"
    )
    assert lines[-1] == "make down", "the last line is the way back"


def test_a_failing_step_gives_its_exit_code_and_a_sentence(tmp_path: Path) -> None:
    ended = run_as_a_program(tmp_path, 'test "$1" != promote || exit 3')
    assert ended.returncode == 3, "the exit code is that of the step"
    assert "stopped at promote (exit code 3)" in ended.stderr, "the sentence names the step"
    assert "Traceback" not in ended.stderr, "a failing step is no defect of the quickstart"
