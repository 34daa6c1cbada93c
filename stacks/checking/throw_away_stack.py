"""A throw-away stack that follows one side of a comparison after the other, by its configuration and in its cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from stacks.access_keys import KEY
from stacks.checking.reading import Side
from stacks.offline.simulated_cluster.documents import documents
from stacks.offline.simulated_cluster.nodes import nodes_of
from stacks.offline.simulated_cluster.server import SimulatedCluster, simulated_cluster
from stacks.offline.simulated_cluster.settings import ASSUMED, simulated_keys, simulated_settings
from stacks.offline.throw_away import configure, throw_away_session
from stacks.session import Session

PLAN = Path("plan.yaml")
"""The plan within the throw-away project: that of the base at first, then the one under review."""

KUBERNETES = "kubernetes"


@dataclass(frozen=True, kw_only=True)
class ThrowAwayStack:
    """A stack that follows whatever side it is told to, and the cluster that plans for `kubernetes` find."""

    session: Session
    cluster: SimulatedCluster

    def follow(self, side: Side) -> None:
        """Let the next run of the engine make a side. Raises Failed where the engine takes no secret."""
        (self.session.project_root / PLAN).write_bytes(side.read.text)
        plan, topology = side.read.plan, side.read.topology
        if plan is None or topology is None or plan.target != KUBERNETES:
            configure(self.session, PLAN, side.settings)
            return
        kubeconfig = self.session.project_root / "kubeconfig"
        kubeconfig.write_text(self.cluster.kubeconfig, encoding="utf-8")
        self.cluster.shown = documents(nodes_of(plan, topology))
        configure(self.session, PLAN, simulated_settings(side.settings, topology, kubeconfig))
        if (keys := simulated_keys(side.settings, topology)) is not None:
            self.session.driver.require("config", "set", "--secret", KEY, keys, "--stack", self.session.stack)

    def assumed(self, side: Side) -> tuple[str, ...]:
        """Return a sentence for what nobody asked for a side."""
        return (ASSUMED,) if side.read.plan and side.read.plan.target == KUBERNETES else ()


@contextmanager
def throw_away_stack(first: Side) -> Iterator[ThrowAwayStack]:
    """Give a stack, of which nothing stays, that is to follow a side at first."""
    target = first.read.plan.target if first.read.plan else None
    with ExitStack() as held:
        cluster = held.enter_context(simulated_cluster())
        session = held.enter_context(throw_away_session(PLAN, first.settings, target=target))
        yield ThrowAwayStack(session=session, cluster=cluster)
