"""A machine sends what is its own, and forwards nothing past the firewall."""

from pulumi_policy import Severity

from policies.judge.asking import is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import MACHINES

RULE = ResourceRule(
    name="forbid-forwarding-machines-on-gcp",
    promise="No machine of Google Cloud forwards packets.",
    severity=Severity.MEDIUM,
    remedy="remove canIpForward",
    references=("CIS GCP Foundations 4.6", "NIST SP 800-53 SC-7", "PCI DSS 1.4.3"),
    types=MACHINES,
    check=is_not_true("canIpForward"),
)
