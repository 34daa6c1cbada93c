"""A bill tells which namespace cost what."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="require-cost-allocation-on-gcp",
    promise="Every cluster of GKE divides its costs among namespaces.",
    severity=Severity.LOW,
    remedy="set costManagementConfig.enabled to true",
    references=("FinOps Framework: Allocation",),
    types=(CLUSTER,),
    check=is_true("costManagementConfig.enabled"),
    mended=lambda cluster: {**cluster, "costManagementConfig": {"enabled": True}},
)
