"""Only networks that somebody can answer for reach the endpoints, not whole providers or countries."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.bound import Bound
from policies.on_plan.plan_rule import Breaches, Check, PlanRule

WIDEST, WIDEST_OF_IPV6 = 16, 48
"""The shortest prefixes: few organisations have more than a /16, and RFC 6177 gives a site a /48."""


def within(bits: int) -> Check:
    """Return the check for ranges that are wider than one organisation's; `bits` is the shortest prefix of IPv4."""

    def check(plan: Plan, _topology: Topology | None) -> Breaches:
        for index, allowed in enumerate(plan.network.allowed_cidrs):
            widest = bits if allowed.version == 4 else WIDEST_OF_IPV6
            if allowed.prefixlen < widest:
                lets_in = f"{allowed} lets {allowed.num_addresses} addresses reach the endpoints"
                yield ("network", "allowed_cidrs", index), f"{lets_in}; allowed: at most a /{widest}"

    return check


RULE = PlanRule(
    name="restrict-allowed-ranges-in-plan",
    promise="No range that reaches the endpoints is wider than one organisation's network.",
    severity="high",
    remedy="name the ranges from which people really come, or none at all for a private endpoint",
    references=("CIS EKS 5.4.1", "CIS GKE 5.6.3", "CIS AKS 5.4.1", "NIST SP 800-53 SC-7", "PCI DSS 1.3.1"),
    check=within(WIDEST),
    within=within,
    bound=Bound(
        default=WIDEST,
        places={
            "aws": ("restrict-public-api-endpoints-on-aws", "largest-prefix"),
            "azure": ("restrict-api-server-on-azure", "least-bits"),
            "gcp": ("restrict-authorized-networks-on-gcp", "least-bits"),
        },
    ),
)
