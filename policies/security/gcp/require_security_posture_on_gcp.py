"""Google looks through what runs in the cluster for settings that are known to be dangerous, and tells."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CLUSTER

RULE = ResourceRule(
    name="require-security-posture-on-gcp",
    promise="Every cluster of GKE has its security posture watched.",
    severity=Severity.LOW,
    remedy='set securityPostureConfig.mode to "BASIC" or "ENTERPRISE"',
    references=("CIS GKE 5.10.4", "NIST SP 800-53 CA-7", "NIST SP 800-53 RA-5"),
    types=(CLUSTER,),
    check=equals("securityPostureConfig.mode", "BASIC", "ENTERPRISE"),
    mended=lambda cluster: {**cluster, "securityPostureConfig": {"mode": "BASIC"}},
)
