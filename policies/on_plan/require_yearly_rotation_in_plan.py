"""A key is replaced at least once a year: what one stolen copy opens is bounded."""

from components.plan.model import Plan
from components.plan.quantities import Duration
from components.topology.model import Topology
from policies.on_plan.plan_rule import Breaches, PlanRule

LONGEST = Duration.parse("365d")
"""What AWS KMS itself does (Rotate AWS KMS keys), and every cloud is told where the plan names no time."""


def check(plan: Plan, _topology: Topology | None) -> Breaches:
    """Find keys of the customer that are replaced less often than once a year."""
    rotation = plan.encryption.rotation
    if plan.encryption.key == "customer" and rotation is not None and rotation > LONGEST:
        yield ("encryption", "rotation"), f"keys are replaced every {rotation}; allowed: at most {LONGEST}"


RULE = PlanRule(
    name="require-yearly-rotation-in-plan",
    promise="Every key of the customer is replaced at least once a year.",
    severity="medium",
    remedy="write rotation: 365d, or less",
    references=("NIST SP 800-53 SC-12", "PCI DSS 3.7.4", "CIS AWS Foundations 4.6"),
    check=check,
)
