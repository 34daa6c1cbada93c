"""Nobody logs in by the serial port, which no range of addresses limits."""

from pulumi_policy import Severity

from policies.judge.asking import equals, inside
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import MACHINES

RULE = ResourceRule(
    name="forbid-serial-ports-on-gcp",
    promise="No machine of Google Cloud answers on its serial port.",
    severity=Severity.MEDIUM,
    remedy="remove serial-port-enable from metadata",
    references=("CIS GCP Foundations 4.5", "NIST SP 800-53 CM-7", "PCI DSS 2.2.4"),
    types=MACHINES,
    check=inside("metadata", equals("serial-port-enable", None, "FALSE", "false", "0", False)),
)
