"""In production nobody's fault or memory reaches a neighbour on the same GPU: taking turns isolates neither."""

from components.plan.model import Plan
from components.topology.model import Topology
from policies.on_plan.places import pools
from policies.on_plan.plan_rule import Breaches, PlanRule

TAKING_TURNS = "shared-"
"""NVIDIA, "Time-Slicing GPUs in Kubernetes": no memory or fault isolation between replicas, unlike MIG."""


def check(plan: Plan, _topology: Topology | None) -> Breaches:
    """Find pools in production whose containers take turns on a GPU."""
    for placed in pools(plan):
        profile = placed.pool.gpu_profile
        if plan.environment == "production" and profile and profile.startswith(TAKING_TURNS):
            yield (
                (*placed.path, "gpu_profile"),
                f"{profile} in production; allowed: whole GPUs, or parts by MIG",
            )


RULE = PlanRule(
    name="forbid-shared-gpus-in-plan",
    promise="No GPU in production is shared by containers that take turns.",
    severity="medium",
    remedy="remove gpu_profile:, or divide the GPU by MIG, which isolates memory and faults",
    references=(
        "NVIDIA GPU Operator documentation: Time-Slicing GPUs in Kubernetes",
        "NIST SP 800-53 SC-39",
        "NIST SP 800-53 SC-4",
    ),
    check=check,
)
