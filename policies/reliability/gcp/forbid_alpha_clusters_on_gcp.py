"""A cluster stays: one with alpha features Google removes after 30 days, and never patches."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="forbid-alpha-clusters-on-gcp",
    promise="No cluster of GKE has Kubernetes' alpha features.",
    severity=Severity.HIGH,
    remedy="remove enableKubernetesAlpha",
    references=("CIS GKE 5.10.2", "NIST SP 800-53 SI-2"),
    types=(CLUSTER,),
    check=is_not_true("enableKubernetesAlpha"),
)
