"""How long a pull request waits for its report: `python -m tests.bench.plan_check [--record]`."""

import argparse
import subprocess
import sys
import time
from pathlib import Path

from stacks.offline.throw_away import throw_away_session
from tests.bench.results import Comparison, busy, record, section

TITLE = "The check of a pull request"
GOAL = "15 s or less"
EXPLANATION = """
`groundplan check` of the largest example plans, from the command to its report, against the engine's offline preview of
the same plan that no rule judges and nobody prices. The goal is for our seconds; the ratio is what the report adds.
"""
ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("aws-large", "azure-large")


def check_s(plan: Path) -> float:
    """Return how long a check takes; fails where it refuses, or ends in another way."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "stacks.cli.main", "check", str(plan)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.monotonic() - begun


def preview_s(stack: str, plan: Path) -> float:
    """Return how long a bare preview takes, with what it is attached to."""
    from stacks.configuration import plain_values
    from stacks.session import open_session

    begun = time.monotonic()
    with throw_away_session(plan, plain_values(open_session(stack))) as session:
        session.driver.drive("preview", "preview", is_quiet=True).raise_if_failed("preview")
    return time.monotonic() - begun


def main() -> None:
    """Measure in turns, print the rows, and write them down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.plan_check")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    waiting = busy()
    rows = []
    for name in EXAMPLES:
        plan = ROOT / "stacks" / "plans" / f"{name}.yaml"
        taken = [(check_s(plan), preview_s(name, plan)) for _ in range(given.repeats)]
        ours, theirs = ([row[side] for row in taken] for side in range(2))
        rows.append(Comparison(what=f"`{name}`", unit="s", ours=ours, theirs=theirs, goal=GOAL))
    text = section(TITLE, EXPLANATION, rows, waiting)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


if __name__ == "__main__":
    main()
