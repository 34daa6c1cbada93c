"""Production outlives the loss of a zone: the network has several."""

from components.plan.defaults import CLOUDS
from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.bound import on_clouds
from policies.on_plan.places import is_production_on_cloud
from policies.on_plan.plan_rule import Breaches, Check, PlanRule

FEWEST = 2
"""With two, one is left. A plan that says nothing gets three in production, which keep a majority."""


def within(fewest: int) -> Check:
    """Return the check for production on a cloud in fewer zones."""

    def check(plan: Plan, _topology: Topology | None) -> Breaches:
        zones = plan.network.zones
        count = zones if isinstance(zones, int) else len(zones)
        if is_production_on_cloud(plan) and count < fewest:
            said = f"{count} zone{'s' if count > 1 else ''}"
            yield ("network", "zones"), f"production in {said}; allowed: at least {fewest}"

    return check


RULE = PlanRule(
    name="require-several-zones-in-plan",
    promise="Production on a cloud has several zones.",
    severity="high",
    remedy="leave network.zones out, which means 3 in production, or name several",
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2", "ISO/IEC 27001 A.8.14"),
    check=within(FEWEST),
    within=within,
    bound=on_clouds("require-several-zones", FEWEST, dict.fromkeys(CLOUDS, "least-zones")),
)
