"""What production may cost is written down, so that a plan that grows beyond it is refused and not only paid."""

from components.plan.model import Plan
from components.topology.cost import cost_of
from components.topology.model import Topology
from policies.on_plan.places import is_production_on_cloud
from policies.on_plan.plan_rule import Breaches, PlanRule


def check(plan: Plan, topology: Topology | None) -> Breaches:
    """Find production on a cloud without a budget, and say what it can cost, as far as that is known."""
    if plan.budget is not None or not is_production_on_cloud(plan):
        return
    total = cost_of(topology).total if topology else 0
    costs = f", and its machines can cost {total:.2f} USD a month" if total else ""
    yield ("budget",), f"production on {plan.target} has no budget{costs}; allowed: any that was granted"


RULE = PlanRule(
    name="require-budget-in-plan",
    promise="Every plan of production on a cloud has a budget.",
    severity="medium",
    remedy="write budget: {monthly: <amount> USD}, of at least what every range costs at its upper end",
    references=("FinOps Framework: Budgeting", "AWS Well-Architected COST02-BP05", "NIST SP 800-53 SC-6"),
    check=check,
)
