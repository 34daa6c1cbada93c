"""How long a pull request waits for its report: `python -m tests.bench.plan_check [--record]`."""

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from stacks.offline.throw_away import throw_away_session
from tests.bench.results import Comparison, busy, record, section

TITLE = "The check of a pull request"
GOAL = "15 s or less"
EXPLANATION = """
`groundplan check` of the largest example plans, from the command to its report, against the engine's offline preview of
the same plan that no rule judges and nobody prices. The goal is for our seconds; the ratio is what the report adds.
With `--base`, as in a pull request, the plan has another count than at the revision: what the revision says is made
first, offline, and the preview tells what changes of it.
"""
ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("aws-large", "azure-large")
COUNT, ANOTHER_COUNT = "count: 0..20", "count: 0..22"
"""What a pull request changes: how many machines of one pool there may be."""
WHO = ("-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "commit.gpgsign=false")


def check_s(stack: str, plan: Path, *more: str) -> float:
    """Return how long a check takes; fails where it refuses, or ends in another way."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "stacks.cli.main", "check", str(plan), "--stack", stack, *more]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.monotonic() - begun


def changed(plan: Path, folder: Path) -> Path:
    """Return a plan in a repository in a folder, whose last revision has it as it is, and which has another count now.

    Raises ValueError where the plan has no such count.
    """
    text = plan.read_text(encoding="utf-8")
    if text.count(COUNT) != 1:
        raise ValueError(f"{plan}: it has not once {COUNT!r}, which is to change; name a count that it has")
    copy = folder / plan.name
    copy.write_text(text, encoding="utf-8")
    for arguments in (["init", "-q"], ["add", copy.name], ["commit", "-qm", "as it is"]):
        subprocess.run(["git", *WHO, *arguments], cwd=folder, check=True, capture_output=True)
    copy.write_text(text.replace(COUNT, ANOTHER_COUNT), encoding="utf-8")
    return copy


def preview_s(stack: str, plan: Path) -> float:
    """Return how long a bare preview takes, with what it is attached to."""
    from stacks.configuration import plain_values
    from stacks.session import open_session

    begun = time.monotonic()
    with throw_away_session(plan, plain_values(open_session(stack))) as session:
        session.driver.drive("preview", "preview", is_quiet=True).raise_if_failed("preview")
    return time.monotonic() - begun


def compared(name: str, plan: Path, repeats: int) -> tuple[Comparison, Comparison]:
    """Return the rows of a changed plan, by itself and with its base, each measured in turns with the bare preview."""
    taken = [
        (check_s(name, plan), check_s(name, plan, "--base", "HEAD"), preview_s(name, plan)) for _ in range(repeats)
    ]  # fmt: skip
    alone, with_base, bare = ([row[side] for row in taken] for side in range(3))
    return (
        Comparison(what=f"`{name}`", unit="s", ours=alone, theirs=bare, goal=GOAL),
        Comparison(what=f"`{name}` with `--base`", unit="s", ours=with_base, theirs=bare, goal=GOAL),
    )


def main() -> None:
    """Measure in turns, print the rows, and write them down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.plan_check")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    waiting = busy()
    rows = []
    for name in EXAMPLES:
        with tempfile.TemporaryDirectory(prefix="groundplan-bench-") as folder:
            rows += compared(
                name, changed(ROOT / "stacks" / "plans" / f"{name}.yaml", Path(folder)), given.repeats
            )
    text = section(TITLE, EXPLANATION, rows, waiting)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


if __name__ == "__main__":
    main()
