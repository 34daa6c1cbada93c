"""Production outlives the loss of a zone: the network has several."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.places import is_production_on_cloud
from policies.on_plan.plan_rule import Breaches, PlanRule

FEWEST = 2
"""With two, one is left. A plan that says nothing gets three in production, which keep a majority."""


def check(plan: Plan, _topology: Topology | None) -> Breaches:
    """Find production on a cloud in one zone."""
    zones = plan.network.zones
    count = zones if isinstance(zones, int) else len(zones)
    if is_production_on_cloud(plan) and count < FEWEST:
        yield ("network", "zones"), f"production in {count} zone; allowed: at least {FEWEST}"


RULE = PlanRule(
    name="require-several-zones-in-plan",
    promise="Production on a cloud has several zones.",
    severity="high",
    remedy="leave network.zones out, which means 3 in production, or name several",
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2", "ISO/IEC 27001 A.8.14"),
    check=check,
)
