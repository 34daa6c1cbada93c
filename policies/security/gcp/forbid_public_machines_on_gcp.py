"""A machine has no address of the internet: it goes out by NAT, and people come in by Identity-Aware Proxy."""

from pulumi_policy import Severity

from policies.judge.asking import absent, every
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import MACHINES

RULE = ResourceRule(
    name="forbid-public-machines-on-gcp",
    promise="No machine of Google Cloud has a public address.",
    severity=Severity.HIGH,
    remedy="remove accessConfigs and ipv6AccessConfigs from its networkInterfaces",
    references=("CIS GCP Foundations 4.9", "NIST SP 800-53 SC-7", "PCI DSS 1.4.2"),
    types=MACHINES,
    check=every(
        "networkInterfaces",
        absent("accessConfigs", "none, which is no public address"),
        absent("ipv6AccessConfigs", "none, which is no public address"),
    ),
)
