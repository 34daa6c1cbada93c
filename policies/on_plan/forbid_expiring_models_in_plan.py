"""What is served does not vanish by its age: a lifecycle asks when an object was written, not whether it is read."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.places import object_stores
from policies.on_plan.plan_rule import Breaches, PlanRule


def check(plan: Plan, _topology: Topology | None) -> Breaches:
    """Find stores of models, and of the registry's versions of them, that remove what is old."""
    for path, store in object_stores(plan, "models", "registry"):
        if store.keep is not None:
            yield (*path, "keep"), f"{store.name} removes a model after {store.keep}, also one that serves"


RULE = PlanRule(
    name="forbid-expiring-models-in-plan",
    promise="No store of models removes them by their age.",
    severity="high",
    remedy="remove keep: from the store; versions: bounds how many former models it holds",
    references=("NIST SP 800-53 CP-9", "NIST SP 800-53 SI-12", "SOC 2 A1.2"),
    check=check,
)
