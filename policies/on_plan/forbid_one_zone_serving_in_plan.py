"""Serving in production is not pinned to one zone of a network that has several."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.places import clusters, is_production_on_cloud, workers
from policies.on_plan.plan_rule import Breaches, PlanRule


def check(plan: Plan, _topology: Topology | None) -> Breaches:
    """Find serving clusters all of whose replicas are in the same zone because the plan says so."""
    if not is_production_on_cloud(plan):
        return
    for _, cluster in clusters(plan, "serving"):
        pinned = [placed for placed in workers(plan) if placed.cluster == cluster]
        zones = {placed.pool.zone for placed in pinned}
        if len(zones) == 1 and None not in zones:
            for placed in pinned:
                text = f"all of {cluster.name} serves from zone {placed.pool.zone}; allowed: pools in several zones"
                yield (*placed.path, "zone"), text


RULE = PlanRule(
    name="forbid-one-zone-serving-in-plan",
    promise="No serving cluster in production is pinned to one zone.",
    severity="medium",
    remedy="remove zone: from a pool of the cluster, or add a pool in another zone",
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2", "ISO/IEC 27001 A.8.14"),
    check=check,
)
