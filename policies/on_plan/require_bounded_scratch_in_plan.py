"""What lies in scratch goes by itself: it was promised to nobody, and its owner forgets it."""

from components.plan.defaults import CLOUDS
from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.bound import in_days, on_clouds
from policies.on_plan.places import object_stores
from policies.on_plan.plan_rule import Breaches, Check, PlanRule

LONGEST_DAYS = 90
"""A quarter: longer than a long run, shorter than until the next reorganisation."""


def within(days: int) -> Check:
    """Return the check for object stores for scratch that keep their objects for ever, or nearly."""
    longest = in_days(days)

    def check(plan: Plan, _topology: Topology | None) -> Breaches:
        for path, store in object_stores(plan, "scratch"):
            if store.keep is None or store.keep > longest:
                kept = f"for {store.keep}" if store.keep else "for ever"
                yield (*path, "keep"), f"{store.name} keeps scratch {kept}; allowed: at most {longest}"

    return check


RULE = PlanRule(
    name="require-bounded-scratch-in-plan",
    promise="Every object store for scratch on a cloud is emptied after a quarter at most.",
    severity="low",
    remedy="write keep: with the time after which scratch may go, such as 14d",
    references=("NIST SP 800-53 SI-12", "CIS Controls 3.4", "FinOps Framework: Usage Optimization"),
    check=within(LONGEST_DAYS),
    within=within,
    bound=on_clouds(
        "require-end-of-checkpoints-and-scratch",
        LONGEST_DAYS,
        dict.fromkeys(CLOUDS, "longest-days-of-scratch"),
    ),
)
