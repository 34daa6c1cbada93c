"""Pods of a cluster of Azure have an identity of their own and for a short time, and no secret to lose."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_true, is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-workload-identity-on-azure",
    promise="Every cluster of Azure gives its pods identities by workload identity.",
    severity=Severity.HIGH,
    remedy=(
        "set oidcIssuerProfile.enabled and securityProfile.workloadIdentity.enabled to true, and leave "
        "podIdentityProfile away"
    ),
    references=("CIS AKS 5.2.1", "NIST SP 800-53 IA-5", "NIST SP 800-53 AC-6", "PCI DSS 8.6.2"),
    types=(CLUSTER,),
    check=together(
        is_true("oidcIssuerProfile.enabled"),
        is_true("securityProfile.workloadIdentity.enabled"),
        is_not_true("podIdentityProfile.enabled"),
    ),
)
