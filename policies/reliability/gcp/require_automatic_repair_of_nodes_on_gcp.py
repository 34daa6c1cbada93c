"""A node that no longer answers is replaced."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_false
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import NODE_POOL

RULE = ResourceRule(
    name="require-automatic-repair-of-nodes-on-gcp",
    promise="Every node pool of GKE is repaired by itself.",
    severity=Severity.MEDIUM,
    remedy="remove management.autoRepair, or set it to true",
    references=("CIS GKE 5.5.2", "NIST SP 800-53 SI-13", "SOC 2 A1.2"),
    types=(NODE_POOL,),
    check=is_not_false("management.autoRepair"),
    mended=lambda pool: {**pool, "management": {**(pool.get("management") or {}), "autoRepair": True}},
)
