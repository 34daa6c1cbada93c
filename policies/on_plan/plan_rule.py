"""What a rule about a plan is: a promise with name, severity, remedy and references, and a check for breaches."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from components.plan.errors import Path
from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.bound import Bound
from policies.on_plan.finding import Severity

Breaches = Iterator[tuple[Path, str]]
"""Where in the plan's document, and what is there against what is allowed."""
Check = Callable[[Plan, Topology | None], Breaches]


@dataclass(frozen=True, kw_only=True)
class PlanRule:
    """A promise about a plan, `promise` in one sentence that holds when nothing is found.

    `check` gets a plan that its own validation accepts, and its topology, or None where that is not known: then what
    only the topology tells is not judged. Where the rule has a number, its `bound`, the check `within` that holds.
    """

    name: str
    promise: str
    severity: Severity
    remedy: str
    references: tuple[str, ...]
    check: Check
    bound: Bound | None = None
    within: Callable[[int], Check] | None = None

    def checked(self, plan: Plan, topology: Topology | None, said: Mapping[str, Any]) -> Breaches:
        """Check a plan by the number that a team sets (rule -> what is set of it), else by the rule's default."""
        if self.bound is None or self.within is None:
            return self.check(plan, topology)
        return self.within(self.bound.set_to(said, plan.target))(plan, topology)
