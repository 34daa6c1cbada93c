"""Ranges of GPU machines have an end in sight: a slip of one digit costs more in a night than a team in a year."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.bound import own
from policies.on_plan.places import is_on_cloud, pools
from policies.on_plan.plan_rule import Breaches, Check, PlanRule

MOST = 16
"""Machines: 128 H100, from 640,000 to 1,150,000 USD a month on demand. Whoever wants more says what it may cost."""


def within(most: int) -> Check:
    """Return the check for plans without a budget whose pools can grow to more GPU machines on a cloud."""

    def check(plan: Plan, topology: Topology | None) -> Breaches:
        if plan.budget is not None or not is_on_cloud(plan):
            return
        machines = sum(placed.pool.count.maximum for placed in pools(plan) if placed.has_gpus(topology))
        if machines > most:
            allowed = f"allowed: {most}, or any number within a budget"
            yield ("clusters",), f"up to {machines} machines with GPUs and no budget; {allowed}"

    return check


NAME = "restrict-gpu-nodes-in-plan"


RULE = PlanRule(
    name=NAME,
    promise="A plan without a budget has a small number of machines with GPUs at most.",
    severity="high",
    remedy="lower the upper ends of the counts, or write budget: {monthly: <amount> USD}",
    references=("NIST SP 800-53 SC-6", "FinOps Framework: Budgeting", "AWS Well-Architected COST02-BP05"),
    check=within(MOST),
    within=within,
    bound=own(NAME, MOST, "most-machines", "machines with GPUs of all pools of a plan without a budget"),
)
