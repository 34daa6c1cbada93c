"""From an installed environment to a served model on this machine: the steps of `make quickstart`, one after the other.

    python -m stacks.quickstart

Each step is a `groundplan` command that anybody can run alone; this file only runs them in order, stops at the first
that fails, and tells how long each took. A second run finds what the first made.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from stacks.cli.console import console, print_plain_command, print_result
from stacks.cli.failures import INTERRUPTED_EXIT_CODE
from stacks.paths import PROJECT_ROOT

GROUNDPLAN = Path(sys.executable).with_name("groundplan")
"""The console script beside the Python that runs this: the environment need not be on PATH."""

STEPS: dict[str, tuple[str, ...]] = {
    "doctor": ("doctor",),
    "engine": ("engine",),
    "up": ("up", "--plan", "stacks/plans/local-small.yaml", "--yes"),
    "train": ("submit", "train_digits"),
    "promote": ("promote",),
    "serve": ("serve",),
    "predict": ("predict",),
}
"""Step -> the arguments of `groundplan`, in the order in which they run."""

Run = Callable[[Sequence[str]], int]


def take_steps(run: Run, seconds: dict[str, float]) -> tuple[str, int] | None:
    """Run the steps in order and add to `seconds` how long each took.

    Args:
        run: runs one `groundplan` with these arguments and returns its exit code.
        seconds: step -> seconds, filled in place, so that a failed run can be told as well.

    Returns:
        The step that failed and its exit code, or None when all are done.
    """
    for number, (step, arguments) in enumerate(STEPS.items(), start=1):
        console.rule(f"{number}/{len(STEPS)} {step}", align="left", style="dim")
        print_plain_command(["groundplan", *arguments])
        started = time.monotonic()
        exit_code = run(arguments)
        seconds[step] = time.monotonic() - started
        if exit_code != 0:
            return step, exit_code
    return None


def closing_lines(status: dict[str, Any], seconds: dict[str, float]) -> list[str]:
    """Return the last lines of a quickstart: the addresses, the seconds of each step, and how to take it down.

    Args:
        status: the document of `groundplan status --json`.
        seconds: step -> seconds.
    """
    lines = []
    for cluster in status["clusters"]:
        lines.append(f"{cluster['name']}: jobs and dashboard {cluster['job_api']}")
        if cluster.get("serve"):
            lines.append(f"{cluster['name']}: answers on {cluster['serve']}")
    each = ", ".join(f"{step} {spent:.0f}" for step, spent in seconds.items())
    lines.append(f"seconds: {each}; all {sum(seconds.values()):.0f}")
    lines.append("make down")
    return lines


def failing_line(step: str, exit_code: int) -> str:
    """Return the sentence that tells which step failed and what to do."""
    return (
        f"quickstart: stopped at {step} (exit code {exit_code}); its message is above. When that is mended, "
        "`make quickstart` goes on from what is there; `make down` removes what was made."
    )


def main() -> None:
    """Run the steps and end with the exit code of the first that fails."""
    parser = argparse.ArgumentParser(
        prog="python -m stacks.quickstart", description="From a plan to a served model."
    )
    parser.add_argument(
        "--environment-seconds", type=float, help="what making the environment took, to be told"
    )
    given = parser.parse_args().environment_seconds
    seconds: dict[str, float] = {} if given is None else {"environment": given}
    try:
        failed = take_steps(_run, seconds)
        if failed is None:
            print_result("\n".join(closing_lines(_status(), seconds)))
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED_EXIT_CODE) from None
    if failed is not None:
        console.print(failing_line(*failed), markup=False)
        raise SystemExit(failed[1])


def _status() -> dict[str, Any]:
    command = [GROUNDPLAN, "status", "--json"]
    ended = subprocess.run(command, cwd=PROJECT_ROOT, check=False, stdout=subprocess.PIPE)
    if ended.returncode != 0:
        raise SystemExit(ended.returncode)  # the command has said why
    return json.loads(ended.stdout)


def _run(arguments: Sequence[str]) -> int:
    return subprocess.run([GROUNDPLAN, *arguments], cwd=PROJECT_ROOT, check=False).returncode


if __name__ == "__main__":
    main()
