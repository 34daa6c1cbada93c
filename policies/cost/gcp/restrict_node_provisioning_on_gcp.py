"""A cluster that makes node pools by itself knows where to stop."""

from pulumi_policy import Severity

from policies.judge.asking import TRUE, Condition, has, only_where, some
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER


def limits(kind: str) -> Condition:
    """Return the condition that a limit is one of a kind."""
    return lambda limit: limit.get("resourceType") == kind and limit.get("maximum") is not None


RULE = ResourceRule(
    name="restrict-node-provisioning-on-gcp",
    promise="Every cluster of GKE that makes node pools by itself has ceilings of CPUs and memory.",
    severity=Severity.MEDIUM,
    remedy="set clusterAutoscaling.resourceLimits with a maximum for cpu and memory, or enabled to false",
    references=("FinOps Framework: Budgeting", "NIST SP 800-53 SC-6"),
    types=(CLUSTER,),
    check=only_where(
        has("clusterAutoscaling.enabled", *TRUE),
        *(
            some("clusterAutoscaling.resourceLimits", limits(kind), f"a maximum of {kind}")
            for kind in ("cpu", "memory")
        ),
    ),
)
