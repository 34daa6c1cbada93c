"""A key is replaced at least once a year: what one stolen copy opens is bounded."""

from components.plan.defaults import CLOUDS
from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.bound import in_days, on_clouds
from policies.on_plan.plan_rule import Breaches, Check, PlanRule

LONGEST_DAYS = 365
"""What AWS KMS itself does (Rotate AWS KMS keys), and every cloud is told where the plan names no time."""


def within(days: int) -> Check:
    """Return the check for keys of the customer that are replaced less often than once in so many days."""
    longest = in_days(days)

    def check(plan: Plan, _topology: Topology | None) -> Breaches:
        rotation = plan.encryption.rotation
        if plan.encryption.key == "customer" and rotation is not None and rotation > longest:
            yield (
                ("encryption", "rotation"),
                f"keys are replaced every {rotation}; allowed: at most {longest}",
            )

    return check


RULE = PlanRule(
    name="require-yearly-rotation-in-plan",
    promise="Every key of the customer is replaced at least once a year.",
    severity="medium",
    remedy="write rotation: 365d, or less",
    references=("NIST SP 800-53 SC-12", "PCI DSS 3.7.4", "CIS AWS Foundations 4.6"),
    check=within(LONGEST_DAYS),
    within=within,
    bound=on_clouds("require-rotated-keys", LONGEST_DAYS, dict.fromkeys(CLOUDS, "longest-days")),
)
