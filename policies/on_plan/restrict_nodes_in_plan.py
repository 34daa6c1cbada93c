"""Ranges have an end in sight, also those of machines without GPUs."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.places import is_on_cloud, pools
from policies.on_plan.plan_rule import Breaches, PlanRule

MOST = 100
"""Machines of all pools. A hundred of 16 vCPUs cost about 60,000 USD a month on demand."""


def check(plan: Plan, _topology: Topology | None) -> Breaches:
    """Find plans without a budget whose pools can grow to more machines than that on a cloud."""
    machines = sum(placed.pool.count.maximum for placed in pools(plan))
    if plan.budget is None and is_on_cloud(plan) and machines > MOST:
        text = f"up to {machines} machines and no budget; allowed: {MOST}, or any number within a budget"
        yield ("clusters",), text


RULE = PlanRule(
    name="restrict-nodes-in-plan",
    promise="A plan without a budget has a hundred machines at most.",
    severity="medium",
    remedy="lower the upper ends of the counts, or write budget: {monthly: <amount> USD}",
    references=("NIST SP 800-53 SC-6", "FinOps Framework: Budgeting", "AWS Well-Architected COST02-BP05"),
    check=check,
)
