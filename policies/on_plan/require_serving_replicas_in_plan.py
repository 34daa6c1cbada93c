"""Serving in production outlives the loss of a machine, and its replacement: there are at least two."""

from components.plan.defaults import CLOUDS
from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.bound import Bound
from policies.on_plan.places import clusters, workers
from policies.on_plan.plan_rule import Breaches, Check, PlanRule

FEWEST = 2


def within(fewest: int) -> Check:
    """Return the check for serving clusters in production that can shrink to fewer machines beside the head."""

    def check(plan: Plan, _topology: Topology | None) -> Breaches:
        if plan.environment != "production" or plan.target == "local":
            return
        for path, cluster in clusters(plan, "serving"):
            least = sum(placed.pool.count.minimum for placed in workers(plan) if placed.cluster == cluster)
            if least < fewest:
                text = f"{cluster.name} can shrink to {least} beside its head; allowed: at least {fewest}"
                yield (*path, "pools"), text

    return check


RULE = PlanRule(
    name="require-serving-replicas-in-plan",
    promise="Every serving cluster in production has at least two machines beside its head.",
    severity="high",
    remedy="let the count of its pool begin at 2, or higher",
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2", "AWS Well-Architected REL11-BP02"),
    check=within(FEWEST),
    within=within,
    bound=Bound(
        default=FEWEST,
        places=dict.fromkeys(
            (*CLOUDS, "kubernetes"), ("require-several-replicas-of-serving", "fewest-workers")
        ),
    ),
)
