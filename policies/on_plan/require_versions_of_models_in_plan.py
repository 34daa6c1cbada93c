"""A model that was overwritten or deleted can be brought back: serving reads what lies there."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.places import object_stores
from policies.on_plan.plan_rule import Breaches, PlanRule


def check(plan: Plan, _topology: Topology | None) -> Breaches:
    """Find stores of models on a cloud without former versions."""
    for path, store in object_stores(plan, "models"):
        if store.versions is None:
            yield (*path, "versions"), f"{store.name} keeps no former version of a model; allowed: at least 1"


RULE = PlanRule(
    name="require-versions-of-models-in-plan",
    promise="Every store of models on a cloud keeps former versions.",
    severity="medium",
    remedy="write versions: with how many promotions should be reversible, such as 10",
    references=("NIST SP 800-53 CP-9", "NIST SP 800-53 SI-7", "SOC 2 A1.2"),
    check=check,
)
