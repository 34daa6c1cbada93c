"""A head that can be taken away takes its whole cluster with it.

On clouds, and in production everywhere, the plan's own validation refuses it; left are clusters that exist.
"""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.places import pools
from policies.on_plan.plan_rule import Breaches, PlanRule


def check(plan: Plan, _topology: Topology | None) -> Breaches:
    """Find heads that may run on spot machines."""
    for placed in pools(plan):
        if placed.is_head and "spot" in placed.pool.capacity:
            text = f"the head of {placed.cluster.name} may be on spot; allowed: on-demand, reservation:<id>"
            yield (*placed.path, "capacity", placed.pool.capacity.index("spot")), text


RULE = PlanRule(
    name="forbid-spot-heads-in-plan",
    promise="No head of a cluster is on a spot machine, in no environment.",
    severity="medium",
    remedy="remove spot from the capacity of the head, and from the nodes of the inventory that it may have",
    references=("Ray documentation: GCS fault tolerance", "NIST SP 800-53 CP-10", "SOC 2 A1.2"),
    check=check,
)
