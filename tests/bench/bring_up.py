"""Compares `groundplan up` with bare `ray start`: `python -m tests.bench.bring_up [--repeats 5] [--record]`.

The peer starts the same nodes with the same arguments, in the same turn (heads before workers, one at a time on two
cores), without namespaces, encryption, engine or policies, and ends when every node takes work.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from components.hosts.agent import keeper, records
from components.plan.loading import load_plan
from components.ray.on_hosts import raylet_request
from components.topology.model import Cluster
from components.topology.resolve import resolve
from tests.bench.results import Comparison, busy, record, section
from tests.end_to_end.world import World, wait_until

TITLE = "Bringing up both clusters"
EXPLANATION = """
`groundplan up` of `local-small` (five Ray nodes, four encrypted volumes, three sandboxes, the security pack) until both
clusters take work, against bare `ray start` of the same five nodes with the same arguments, one after the other. Wall
time in seconds.
"""


def ours() -> float:
    """Seconds from nothing to both clusters taking work."""
    world = World()
    try:
        begun = time.monotonic()
        world.run("up", "--plan", str(world.plan), "--yes")
        return time.monotonic() - begun
    finally:
        world.remove()


def theirs() -> float:
    """Seconds of bare `ray start` of the same nodes."""
    world = World()
    with tempfile.TemporaryDirectory(prefix="gp-") as folder:
        token = Path(folder) / "token"
        token.write_text("0" * 64, encoding="ascii")
        try:
            begun = time.monotonic()
            for cluster in resolve(load_plan(world.plan), None).clusters:
                start_cluster(cluster, Path(folder), token)
            return time.monotonic() - begun
        finally:
            records.end(folder, None)
            world.remove()


def start_cluster(cluster: Cluster, folder: Path, token: Path) -> None:
    """Starts the nodes of one cluster, the head first, and waits until each takes work."""
    session = folder / cluster.name
    session.mkdir()
    nodes = [(pool, node) for pool in cluster.pools for node in pool.nodes]
    requests = [raylet_request(cluster, pool, node) for pool, node in nodes]
    for request in sorted(requests, key=lambda request: request.role):  # "head" before "worker"
        arguments = [argument.replace("{session}", str(session)) for argument in request.arguments]
        environment = os.environ | dict(request.environment) | {"RAY_AUTH_TOKEN_PATH": str(token)}
        with (session / f"{request.node}.log").open("w") as log:
            subprocess.run(
                [sys.executable, "-m", "ray.scripts.scripts", "start", *arguments],
                env=records.marked(environment, str(folder), request.node),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, check=True, start_new_session=True,
            )  # fmt: skip
    secret = token.read_text(encoding="ascii")
    for probe in (probe for request in requests for probe in request.probes):
        wait_until(lambda probe=probe: keeper.answers(probe, secret), probe)


def main() -> None:
    """Measure in turns, print the row, and write it down where asked."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bring_up")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    waiting, mine, bare = busy(), [], []
    for repeat in range(given.repeats):
        # Whoever comes second finds warm caches: the order alternates.
        for measure, found in (
            ((ours, mine), (theirs, bare)) if repeat % 2 == 0 else ((theirs, bare), (ours, mine))
        ):
            found.append(measure())
        sys.stderr.write(f"repeat {repeat}: {mine[-1]:.1f} and {bare[-1]:.1f} s\n")
    row = Comparison(
        what="until both clusters take work", unit="s", ours=mine, theirs=bare, goal="1.3 or less"
    )
    text = section(TITLE, EXPLANATION, [row], waiting)
    sys.stdout.write(text)
    if given.record:
        record(TITLE, text)


if __name__ == "__main__":
    main()
