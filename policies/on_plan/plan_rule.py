"""What a rule about a plan is: a promise with name, severity, remedy and references, and a check for breaches."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from components.plan.errors import Path
from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.finding import Severity

Breaches = Iterator[tuple[Path, str]]
"""Where in the plan's document, and what is there against what is allowed."""


@dataclass(frozen=True, kw_only=True)
class PlanRule:
    """A promise about a plan, `promise` in one sentence that holds when nothing is found.

    `check` gets a plan that its own validation accepts, and its topology, or None where that is not known: then what
    only the topology tells is not judged.
    """

    name: str
    promise: str
    severity: Severity
    remedy: str
    references: tuple[str, ...]
    check: Callable[[Plan, Topology | None], Breaches]
