"""Rights in a cluster are given by RBAC: the older way gives every service account everything."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="forbid-legacy-abac-on-gcp",
    promise="No cluster of GKE has legacy ABAC.",
    severity=Severity.CRITICAL,
    remedy="remove enableLegacyAbac",
    references=(
        "CIS GKE 5.8.3",
        "NIST SP 800-53 AC-3",
        "NSA/CISA Kubernetes Hardening: Role-based access control",
    ),
    types=(CLUSTER,),
    check=is_not_true("enableLegacyAbac"),
    mended=lambda cluster: {**cluster, "enableLegacyAbac": False},
)
