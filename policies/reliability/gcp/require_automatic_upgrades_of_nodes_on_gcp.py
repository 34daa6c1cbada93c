"""Nodes get the fixes that their cluster has."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_false
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import NODE_POOL

RULE = ResourceRule(
    name="require-automatic-upgrades-of-nodes-on-gcp",
    promise="Every node pool of GKE is upgraded by itself.",
    severity=Severity.HIGH,
    remedy="remove management.autoUpgrade, or set it to true",
    references=("CIS GKE 5.5.3", "NIST SP 800-53 SI-2", "PCI DSS 6.3.3"),
    types=(NODE_POOL,),
    check=is_not_false("management.autoUpgrade"),
    mended=lambda pool: {**pool, "management": {**(pool.get("management") or {}), "autoUpgrade": True}},
)
