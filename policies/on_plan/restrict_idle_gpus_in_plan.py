"""GPUs of development cost nothing at night: their pools can shrink to no machine."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.places import is_on_cloud, workers
from policies.on_plan.plan_rule import Breaches, PlanRule

PAID_ANYWAY = "reservation:"
"""How a capacity begins that is paid for whether or not a machine runs on it."""


def check(plan: Plan, topology: Topology | None) -> Breaches:
    """Find pools of GPUs in development that always have a machine which is paid by the hour."""
    if plan.environment != "development" or not is_on_cloud(plan):
        return
    for placed in workers(plan):
        count = placed.pool.count
        if placed.has_gpus(topology) and count.minimum > 0 and not _is_paid_anyway(placed.pool.capacity):
            text = f"{placed.pool.name} has {count.minimum} machines with GPUs at any hour; allowed: 0..{count.maximum}"
            yield (*placed.path, "count"), text


def _is_paid_anyway(capacity: tuple[str, ...]) -> bool:
    return all(each.startswith(PAID_ANYWAY) for each in capacity)


RULE = PlanRule(
    name="restrict-idle-gpus-in-plan",
    promise="Every pool of GPUs in development can shrink to no machine.",
    severity="low",
    remedy="write a count that begins at 0: machines come when work asks for them",
    references=("FinOps Framework: Usage Optimization", "AWS Well-Architected COST09-BP03"),
    check=check,
)
