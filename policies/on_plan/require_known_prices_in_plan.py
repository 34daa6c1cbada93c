"""Whoever writes a budget is told what it is not compared with: a price that nobody knows is in no sum."""

from components.plan.model import Plan
from components.topology.cost import cost_of
from components.topology.model import Topology
from policies.on_plan.places import pools
from policies.on_plan.plan_rule import Breaches, PlanRule

NOT_TOLD = {"kubernetes": "no entry of the inventory says `hourly`"}


def check(plan: Plan, topology: Topology | None) -> Breaches:
    """Find pools whose price is not known, of plans with a budget; one finding where no price is known at all."""
    if plan.budget is None:
        return
    cost = cost_of(topology) if topology else None
    if cost is None or not cost.monthly:
        untold = NOT_TOLD.get(plan.target, f"nothing on {plan.target} has a list price")
        why = untold if cost else "no machine could be chosen for its pools"
        yield (
            ("budget", "monthly"),
            f"no price of this plan is known, since {why}: nothing is compared with it",
        )
        return
    for placed in pools(plan):
        if (placed.cluster.name, placed.pool.name) in cost.unknown:
            name = f"{placed.cluster.name}/{placed.pool.name}"
            yield placed.path, f"the price of {name} is not known: the budget is compared without it"


RULE = PlanRule(
    name="require-known-prices-in-plan",
    promise="Every pool of a plan with a budget has a price that is known.",
    severity="low",
    remedy="bring the catalog up to date, choose a machine with a price, write `hourly` in the inventory, or waive it "
    "with who knows what is paid",
    references=("FinOps Framework: Planning & Estimating", "AWS Well-Architected COST06-BP01"),
    check=check,
)
