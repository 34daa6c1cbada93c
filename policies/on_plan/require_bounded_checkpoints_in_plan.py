"""Checkpoints go when nobody resumes from them any more: they grow by the size of the model, every hour of training."""

from components.plan.defaults import CLOUDS
from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.bound import in_days, on_clouds
from policies.on_plan.places import object_stores
from policies.on_plan.plan_rule import Breaches, Check, PlanRule

LONGEST_DAYS = 365
"""A run that nobody resumed for a year is not resumed: its code and its data have moved on."""


def within(days: int) -> Check:
    """Return the check for stores of a cloud that keep checkpoints for ever, or nearly."""
    longest = in_days(days)

    def check(plan: Plan, _topology: Topology | None) -> Breaches:
        for path, store in object_stores(plan, "checkpoints"):
            if store.keep is None or store.keep > longest:
                kept = f"for {store.keep}" if store.keep else "for ever"
                yield (*path, "keep"), f"{store.name} keeps checkpoints {kept}; allowed: at most {longest}"

    return check


RULE = PlanRule(
    name="require-bounded-checkpoints-in-plan",
    promise="Every store of checkpoints on a cloud removes them after a year at most.",
    severity="low",
    remedy="write keep: with the longest time after which a run may still be resumed, such as 90d",
    references=("NIST SP 800-53 SI-12", "CIS Controls 3.4", "FinOps Framework: Usage Optimization"),
    check=within(LONGEST_DAYS),
    within=within,
    bound=on_clouds(
        "require-end-of-checkpoints-and-scratch",
        LONGEST_DAYS,
        dict.fromkeys(CLOUDS, "longest-days-of-checkpoints"),
    ),
)
