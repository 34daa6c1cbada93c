"""Only networks that somebody can answer for reach the endpoints, not whole providers or countries."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.plan_rule import Breaches, PlanRule

WIDEST = {4: 16, 6: 48}
"""Version of IP -> the shortest prefix: few organisations have more than a /16, and RFC 6177 gives a site a /48."""


def check(plan: Plan, _topology: Topology | None) -> Breaches:
    """Find ranges that are wider than one organisation's."""
    for index, allowed in enumerate(plan.network.allowed_cidrs):
        widest = WIDEST[allowed.version]
        if allowed.prefixlen < widest:
            text = f"{allowed} lets {allowed.num_addresses} addresses reach the endpoints; allowed: at most a /{widest}"
            yield ("network", "allowed_cidrs", index), text


RULE = PlanRule(
    name="restrict-allowed-ranges-in-plan",
    promise="No range that reaches the endpoints is wider than one organisation's network.",
    severity="high",
    remedy="name the ranges from which people really come, or none at all for a private endpoint",
    references=("CIS EKS 5.4.1", "CIS GKE 5.6.3", "CIS AKS 5.4.1", "NIST SP 800-53 SC-7", "PCI DSS 1.3.1"),
    check=check,
)
