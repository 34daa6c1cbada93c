"""In production the key is the customer's: who may use it is decided, seen in a log, and can be taken back."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.places import is_production_on_cloud
from policies.on_plan.plan_rule import Breaches, PlanRule


def check(plan: Plan, _topology: Topology | None) -> Breaches:
    """Find production on a cloud whose stores the platform's own key encrypts."""
    if is_production_on_cloud(plan) and plan.encryption.key != "customer":
        yield (
            ("encryption", "key"),
            f"the key is the {plan.encryption.key}'s in production; allowed: customer",
        )


RULE = PlanRule(
    name="require-customer-key-in-plan",
    promise="Production on a cloud is encrypted by keys of the customer.",
    severity="high",
    remedy="write encryption: {key: customer} before anything is made: stores keep the key that they were made with",
    references=("NIST SP 800-53 SC-12", "PCI DSS 3.6.1", "HIPAA 164.312(a)(2)(iv)"),
    check=check,
)
