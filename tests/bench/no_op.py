"""Compares an `up` that changes nothing with plain Pulumi's: `python -m tests.bench.no_op [--repeats 5] [--record]`.

The peer is `pulumi up` of as many dynamic resources that do nothing, with the same policy pack; an empty program is
reported beside it. Both run their preview first, as they do for a user.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from stacks.paths import PROJECT_ROOT
from tests.bench.plain_pulumi import PlainStack
from tests.bench.results import Comparison, busy, record, section
from tests.end_to_end.world import World

TITLE = "An up that changes nothing"
EXPLANATION = """
`groundplan up --yes` of the running `local-small` stack against `pulumi up --yes` of as many dynamic resources that do
nothing, both with `policies/all` and the file backend. Seconds of wall time.
"""
PROJECT = Path(__file__).with_name("simulated_nothing")


class Peer(PlainStack):
    """A stack of `count` resources that do nothing, in folders of its own; `bare` ones have no provider either."""

    def __init__(self, folder: Path, count: int, *, bare: bool = False) -> None:
        super().__init__(folder, PROJECT, f"count-{count}")
        self.call("config", "set", "count", str(count))
        self.call("config", "set", "bare", str(bare).lower())

    def preview(self) -> float:
        """Seconds that `pulumi preview` takes, which no policy judges."""
        begun = time.monotonic()
        self.call("preview")
        return time.monotonic() - begun

    def up(self) -> float:
        """Seconds that `pulumi up` takes."""
        begun = time.monotonic()
        self.call("up", "--yes", "--policy-pack", str(PROJECT_ROOT / "policies" / "security"))
        return time.monotonic() - begun


def ours(world: World) -> float:
    """Seconds that `groundplan up` takes."""
    begun = time.monotonic()
    world.run("up", "--yes")
    return time.monotonic() - begun


def main() -> None:
    """Measure in turns, print the rows, and write them down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.no_op")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    world = World()
    try:
        world.run("up", "--plan", str(world.plan), "--yes")
        count = len(world.records()) + len(world.status()["stores"]) + len(world.status()["clusters"])
        with tempfile.TemporaryDirectory(prefix="gp-") as folder:
            same, empty = Peer(Path(folder) / "same", count), Peer(Path(folder) / "empty", 0)
            for peer in (same, empty):
                peer.up()
            waiting = busy()
            rows = [(ours(world), same.up(), empty.up()) for _ in range(given.repeats)]
    finally:
        world.remove()
    mine, equal, bare = ([row[side] for row in rows] for side in range(3))
    text = section(
        TITLE,
        EXPLANATION,
        [
            Comparison(
                what=f"against {count} resources doing nothing",
                unit="s",
                ours=mine,
                theirs=equal,
                goal="1.5 or less",
            ),
            Comparison(what="against an empty program", unit="s", ours=mine, theirs=bare, goal="reported"),
        ],
        waiting,
    )
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


if __name__ == "__main__":
    main()
