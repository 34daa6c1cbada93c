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
from tests.bench.results import Comparison, busy, record, section

TITLE = "The packs on a preview"
GOAL = "1.3 or less"
EXPLANATION = """
The engine's preview of `stacks/plans/aws-small.yaml` with 65 stores more, which is a thousand resources, with every
pack and with none, in turns. `whole` is from the engine's start to its end; `start-up apart` is what it takes longer
than the plan as it is (a third of the resources), with the packs against without.
"""
STORES = 65


def preview_s(stores: int, *, is_judged: bool) -> float:
    """Return how long the engine's preview takes, judged by the packs or by none."""
    with tempfile.TemporaryDirectory() as folder:
        plan = Path(folder) / EXAMPLE.name
        plan.write_text(larger(EXAMPLE.read_text(encoding="utf-8"), stores), encoding="utf-8")
        with throw_away_session(plan) as session:
            packs = judged_by(session.project_root) if is_judged else ()
            begun = time.monotonic()
            outcome = session.driver.drive("preview", "preview", *packs, is_quiet=True)
            seconds = time.monotonic() - begun
            outcome.raise_if_failed("preview")
            return seconds


def main() -> None:
    """Measure in turns, print the rows, and write them down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.policy_packs")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    waiting = busy()
    taken: dict[tuple[int, bool], list[float]] = {}
    for _ in range(given.repeats):
        for stores in (0, STORES):
            for is_judged in (True, False):
                seconds = preview_s(stores, is_judged=is_judged)
                taken.setdefault((stores, is_judged), []).append(seconds)
                sys.stderr.write(
                    f"{stores} stores more, {'with' if is_judged else 'without'} packs: {seconds:.1f} s\n"
                )
    text = section(TITLE, EXPLANATION, rows(taken), waiting)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


def rows(taken: dict[tuple[int, bool], list[float]]) -> list[Comparison]:
    """Return the comparisons: the whole, and what a larger plan takes longer."""

    def longer(is_judged: bool) -> list[float]:
        pairs = zip(taken[STORES, is_judged], taken[0, is_judged], strict=True)
        return [large - small for large, small in pairs]

    return [
        Comparison(
            what="whole", unit="s", ours=taken[STORES, True], theirs=taken[STORES, False], goal="none"
        ),
        Comparison(what="start-up apart", unit="s", ours=longer(True), theirs=longer(False), goal=GOAL),
    ]


if __name__ == "__main__":
    main()
