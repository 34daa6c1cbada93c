"""The dashboard takes jobs: who reaches it, and has the token, runs programs. Nobody outside reaches it."""

from pulumi_policy import Severity

from policies.judge.asking import equals, is_not_true
from policies.judge.ray_clusters import every_head
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_KINDS

RULE = ResourceRule(
    name="forbid-exposed-dashboards",
    promise="No dashboard or job API of Ray is reached from outside the cluster.",
    severity=Severity.CRITICAL,
    remedy='set headGroupSpec.serviceType to "ClusterIP", and no enableIngress; `kubectl port-forward` reaches it',
    references=("CVE-2023-48022", "Ray documentation: Security", "NIST SP 800-53 SC-7", "PCI DSS 1.4.2"),
    types=RAY_KINDS,
    # Unsaid, KubeRay takes ClusterIP.
    check=every_head(
        equals("serviceType", None, "ClusterIP"),
        is_not_true("enableIngress"),
        equals("headService.spec.type", None, "ClusterIP"),
    ),
)
