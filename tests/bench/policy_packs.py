"""What the packs add to a preview of a thousand resources: `python -m tests.bench.policy_packs [--record]`.

The program, the engine and the packs are real, the cloud is simulated. Start-up is taken off both sides by measuring a
smaller plan too: what more resources take with the packs against what they take without.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from stacks.offline.throw_away import throw_away_session
from stacks.policies_at_hand import judged_by
from tests.bench.cloud_previews import EXAMPLE, larger
from tests.bench.results import POLICIES_PAGE, Comparison, busy, record, section

TITLE = "The packs on a preview"
GOAL = "1.3 or less"
EXPLANATION = """
The engine's preview of `stacks/plans/aws-small.yaml` with 65 stores more (a thousand resources), with every pack, none,
and one of a policy that looks at nothing. `start-up apart`: what it takes longer than the plan as it is, a third of it.
"""
STORES = 65
SILENT = Path(__file__).with_name("simulated_silent_pack")
ALL, ONE, NONE = "every pack", "a pack that says nothing", "no pack"


def preview_s(stores: int, packs: str) -> float:
    """Return how long the engine's preview takes, judged by every pack, the silent one or none."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / EXAMPLE.name
        plan.write_text(larger(EXAMPLE.read_text(encoding="utf-8"), stores), encoding="utf-8")
        with throw_away_session(plan, target="aws") as session:
            asked = {ALL: judged_by(session.project_root), ONE: ("--policy-pack", str(SILENT)), NONE: ()}[
                packs
            ]
            begun = time.monotonic()
            outcome = session.driver.drive("preview", "preview", *asked, is_quiet=True)
            seconds = time.monotonic() - begun
            outcome.raise_if_failed("preview")
            return seconds


def main() -> None:
    """Measure in turns, print the rows, and write them down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.policy_packs")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--record", action="store_true", help=f"write docs/{POLICIES_PAGE.name}")
    given = parser.parse_args()
    waiting = busy()
    taken: dict[tuple[int, str], list[float]] = {}
    for _ in range(given.repeats):
        for stores in (0, STORES):
            for packs in (ALL, ONE, NONE):
                seconds = preview_s(stores, packs)
                taken.setdefault((stores, packs), []).append(seconds)
                sys.stderr.write(f"{stores} stores more, {packs}: {seconds:.1f} s\n")
    text = section(TITLE, EXPLANATION, rows(taken), waiting)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text, POLICIES_PAGE)


def rows(taken: dict[tuple[int, str], list[float]]) -> list[Comparison]:
    """Return the comparisons: the whole, and what a larger plan takes longer."""

    def longer(packs: str) -> list[float]:
        pairs = zip(taken[STORES, packs], taken[0, packs], strict=True)
        return [large - small for large, small in pairs]

    return [
        Comparison(
            what="whole, against no pack", unit="s", ours=taken[STORES, ALL], theirs=taken[STORES, NONE],
            goal="reported",
        ),
        Comparison(
            what="start-up apart, against no pack", unit="s", ours=longer(ALL), theirs=longer(NONE), goal=GOAL
        ),
        Comparison(
            what="start-up apart, against a pack that says nothing", unit="s", ours=longer(ALL), theirs=longer(ONE),
            goal="reported",
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
