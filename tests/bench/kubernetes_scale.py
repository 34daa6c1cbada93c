"""Measures preview and `up` on 10, 100 and 1,000 nodes: `python -m tests.bench.kubernetes_scale [--record]`.

The nodes are KWOK's: the API server, the scheduler, KubeRay, Kueue and the engine are real, and nothing runs in a pod.
"""

import argparse
import statistics
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from tests.bench.kubernetes_stage import Spent, spent_by, stage
from tests.bench.results import busy, machine, record

TITLE = "Nodes of a Kubernetes cluster"
EXPLANATION = """
`groundplan preview` and then `groundplan up --yes` of `stacks/plans/kubernetes-small.yaml` on a control plane of its
own with simulated nodes (KWOK) and the simulated provider; all nodes but four are GPU nodes of one pool, a Ray worker
each, and the share of the plan's queue grows with them. Until all of it is ready; the median of the repeats. Memory:
the most that the command and all below it (engine, program, policies) held at once, shared pages counted for each.
Goal: `up` within 300 s on 1,000 nodes, and growth at most linear: ten times the nodes take at most ten times as much,
which is a growth of 1 or less below.
"""
NODES = (10, 100, 1000)
MEBIBYTE = 2**20


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one repeat on one number of nodes took."""

    preview: Spent
    up: Spent


Results = Mapping[int, Sequence[Measured]]
COLUMNS: Mapping[str, Callable[[Measured], float]] = {
    "preview, s": lambda found: found.preview.seconds,
    "up, s": lambda found: found.up.seconds,
    "preview, MiB": lambda found: found.preview.peak_bytes / MEBIBYTE,
    "up, MiB": lambda found: found.up.peak_bytes / MEBIBYTE,
}


def growth(small: float, large: float, nodes: tuple[int, int]) -> float:
    """Return how much more was taken for each times as many nodes; 1 is linear.

    >>> growth(20.0, 100.0, (10, 100))
    0.5
    """
    return (large / small) / (nodes[1] / nodes[0])


def section(results: Results, waiting: float) -> str:
    """Return the section: a row for each number of nodes, and one for the growth from each to the next."""
    medians = {
        nodes: [statistics.median(map(column, found)) for column in COLUMNS.values()]
        for nodes, found in sorted(results.items())
    }
    rows = [
        f"| {nodes:,} nodes | {' | '.join(f'{value:.1f}' for value in values)} | {len(results[nodes])} |"
        for nodes, values in medians.items()
    ]
    sizes = list(medians)
    for pair in pairwise(sizes):
        grown = [
            growth(small, large, pair) for small, large in zip(*(medians[size] for size in pair), strict=True)
        ]
        rows.append(
            f"| growth, {pair[0]:,} to {pair[1]:,} | {' | '.join(f'**{value:.2f}**' for value in grown)} | |"
        )
    day = datetime.now(UTC).date().isoformat()
    left = [f"{nodes:,}" for nodes in NODES if nodes not in results]
    missing = [f"Not measured in this run: {', '.join(left)} nodes.\n"] if left else []
    return "\n".join(
        [
            f"## {TITLE}\n\n{EXPLANATION.strip()}\n",
            f"{day}, {machine()}; {waiting:.1f} processes were ready to run when it began.\n",
            *missing,
            f"| what | {' | '.join(COLUMNS)} | repeats |",
            f"| --- |{' --- |' * len(COLUMNS)} --- |",
            *rows,
            "",
        ]
    )


def measure(nodes: int) -> Measured:
    """Preview a stack on so many nodes, bring it up, and leave nothing."""
    with stage(nodes) as world:
        preview = spent_by(world, "preview", "--plan", str(world.plan))
        return Measured(preview=preview, up=spent_by(world, "up", "--plan", str(world.plan), "--yes"))


def main() -> None:
    """Measure in turns, print the section, and write it down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.kubernetes_scale")
    parser.add_argument("--nodes", type=int, nargs="+", default=NODES)
    parser.add_argument(
        "--repeats", type=int, default=1, help="1, since the goals are far from what chance moves"
    )
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    waiting = busy()
    results: dict[int, list[Measured]] = {nodes: [] for nodes in given.nodes}
    for _ in range(given.repeats):
        for nodes, found in results.items():
            found.append(measure(nodes))
            sys.stderr.write(f"{nodes} nodes: {found[-1]}\n")
    text = section(results, waiting)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


if __name__ == "__main__":
    main()
