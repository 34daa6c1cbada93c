"""Ranges have an end in sight, also those of machines without GPUs."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.bound import own
from policies.on_plan.places import is_on_cloud, pools
from policies.on_plan.plan_rule import Breaches, Check, PlanRule

MOST = 100
"""Machines of all pools. A hundred of 16 vCPUs cost about 60,000 USD a month on demand."""


def within(most: int) -> Check:
    """Return the check for plans without a budget whose pools can grow to more machines on a cloud."""

    def check(plan: Plan, _topology: Topology | None) -> Breaches:
        machines = sum(placed.pool.count.maximum for placed in pools(plan))
        if plan.budget is None and is_on_cloud(plan) and machines > most:
            text = f"up to {machines} machines and no budget; allowed: {most}, or any number within a budget"
            yield ("clusters",), text

    return check


NAME = "restrict-nodes-in-plan"


RULE = PlanRule(
    name=NAME,
    promise="A plan without a budget has a hundred machines at most.",
    severity="medium",
    remedy="lower the upper ends of the counts, or write budget: {monthly: <amount> USD}",
    references=("NIST SP 800-53 SC-6", "FinOps Framework: Budgeting", "AWS Well-Architected COST02-BP05"),
    check=within(MOST),
    within=within,
    bound=own(NAME, MOST, "most-machines", "machines of all pools of a plan without a budget"),
)
