"""What has to be there does not hang on spot machines alone: a provider may have none for days."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.places import workers
from policies.on_plan.plan_rule import Breaches, PlanRule


def check(plan: Plan, _topology: Topology | None) -> Breaches:
    """Find pools of spot machines alone that serve, or of which some have to be there."""
    for placed in workers(plan):
        count, serves = placed.pool.count, placed.cluster.purpose == "serving"
        if set(placed.pool.capacity) == {"spot"} and (serves or count.minimum > 0):
            why = "it serves" if serves else f"at least {count.minimum} have to be there"
            yield (
                (*placed.path, "capacity"),
                f"spot alone, though {why}; allowed: another capacity after spot",
            )


RULE = PlanRule(
    name="require-lasting-capacity-in-plan",
    promise="Every pool that serves, or has a least number of machines, has a capacity besides spot.",
    severity="medium",
    remedy="write capacity: [spot, on-demand], or let the count of a training pool begin at 0",
    references=("NIST SP 800-53 CP-2(2)", "SOC 2 A1.1"),
    check=check,
)
