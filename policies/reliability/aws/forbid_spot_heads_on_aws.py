"""A head of Ray, and what runs the cluster, is on machines that AWS does not take back."""

from pulumi_policy import Severity

from policies.judge.asking import differs, only_where
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import NODE_GROUP

KEPT = ("head", "system")


def keeps_state(group: Resource) -> bool:
    """Tell whether a group is for heads or for the system, by its labels or by its tags."""
    return any(
        group.part(place).get(key) in KEPT
        for place in ("labels", "tags")
        for key in ("groundplan-role", "groundplan-pool")
    )


RULE = ResourceRule(
    name="forbid-spot-heads-on-aws",
    promise="No head of Ray and nothing of the system is on spot machines of AWS.",
    severity=Severity.HIGH,
    remedy="set capacityType to ON_DEMAND",
    references=("Ray documentation: KubeRay best practices", "NIST SP 800-53 CP-10", "SOC 2 A1.2"),
    types=(NODE_GROUP,),
    check=only_where(keeps_state, differs("capacityType", "SPOT")),
)
