"""GPUs of development cost nothing at night: their pools can shrink to no machine."""

from components.plan.defaults import CLOUDS
from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.bound import Bound
from policies.on_plan.places import is_on_cloud, workers
from policies.on_plan.plan_rule import Breaches, Check, PlanRule

MOST = 0
PAID_ANYWAY = "reservation:"
"""How a capacity begins that is paid for whether or not a machine runs on it."""


def within(most: int) -> Check:
    """Return the check for pools of GPUs in development that always have more machines which are paid by the hour."""

    def check(plan: Plan, topology: Topology | None) -> Breaches:
        if plan.environment != "development" or not is_on_cloud(plan):
            return
        for placed in workers(plan):
            count = placed.pool.count
            if (
                placed.has_gpus(topology)
                and count.minimum > most
                and not _is_paid_anyway(placed.pool.capacity)
            ):
                always = f"{placed.pool.name} has {count.minimum} machines with GPUs at any hour"
                yield (*placed.path, "count"), f"{always}; allowed: {most}..{count.maximum}"

    return check


def _is_paid_anyway(capacity: tuple[str, ...]) -> bool:
    return all(each.startswith(PAID_ANYWAY) for each in capacity)


RULE = PlanRule(
    name="restrict-idle-gpus-in-plan",
    promise="Every pool of GPUs in development can shrink to no machine.",
    severity="low",
    remedy="write a count that begins at 0: machines come when work asks for them",
    references=("FinOps Framework: Usage Optimization", "AWS Well-Architected COST09-BP03"),
    check=within(MOST),
    within=within,
    bound=Bound(default=MOST, places=dict.fromkeys(CLOUDS, ("restrict-idle-gpus-of-workers", "most-idle"))),
)
