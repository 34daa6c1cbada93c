"""A machine with GPUs that nobody uses goes soon."""

from components.plan.defaults import CLOUDS
from components.plan.model import Plan
from components.plan.quantities import Duration
from components.topology.model import Topology
from policies.on_plan.bound import Bound
from policies.on_plan.places import clusters, is_on_cloud, workers
from policies.on_plan.plan_rule import Breaches, Check, PlanRule

LONGEST_S = 1800
"""Three times the default: longer than a machine with GPUs takes to come back."""


def within(seconds: int) -> Check:
    """Return the check for clusters on a cloud that keep scaling GPU machines longer after their last work."""
    return lambda plan, topology: _kept(plan, topology, seconds)


def _kept(plan: Plan, topology: Topology | None, longest_s: int) -> Breaches:
    longest = Duration(longest_s) if longest_s else "0s"
    for path, cluster in clusters(plan):
        scaling = [
            placed.pool.name
            for placed in workers(plan)
            if placed.cluster == cluster and placed.pool.count.is_range and placed.has_gpus(topology)
        ]
        if is_on_cloud(plan) and scaling and cluster.idle_node.seconds > longest_s:
            text = (
                f"machines of {', '.join(scaling)} idle for {cluster.idle_node}; allowed: at most {longest}"
            )
            yield (*path, "idle_node"), text


RULE = PlanRule(
    name="restrict-idle-time-in-plan",
    promise="Every scaling machine with GPUs is given back within half an hour without work.",
    severity="low",
    remedy="write an idle_node: of 30min or less, or leave it out, which means 10 minutes",
    references=("FinOps Framework: Usage Optimization", "AWS Well-Architected COST09-BP03"),
    check=within(LONGEST_S),
    within=within,
    bound=Bound(
        default=LONGEST_S, places=dict.fromkeys(CLOUDS, ("restrict-idle-time-of-workers", "longest-seconds"))
    ),
)
