"""The budget holds also in the month in which every range is at its upper end all the time."""

from decimal import Decimal

from components.plan.model import Plan
from components.topology.cost import cost_of
from components.topology.model import Topology
from policies.on_plan.plan_rule import Breaches, PlanRule


def check(plan: Plan, topology: Topology | None) -> Breaches:
    """Find plans whose machines can cost more than their budget; what has no known price is in no sum."""
    if plan.budget is None or topology is None:
        return
    cost, budget = cost_of(topology), Decimal(plan.budget.monthly.cents) / 100
    if cost.total > budget:
        (cluster, pool), dearest = max(cost.monthly.items(), key=lambda item: (item[1], item[0]))
        text = (
            f"up to {cost.total:.2f} USD a month, of it {dearest:.2f} for {cluster}/{pool}; "
            f"allowed: {plan.budget.monthly}"
        )
        yield ("budget", "monthly"), text


RULE = PlanRule(
    name="restrict-monthly-price-in-plan",
    promise="The machines of a plan cost at most its budget, also with every range at its upper end.",
    severity="high",
    remedy="lower the upper ends of the counts, choose cheaper machines, or have a higher budget granted",
    references=("FinOps Framework: Budgeting", "AWS Well-Architected COST02-BP05", "NIST SP 800-53 SC-6"),
    check=check,
)
