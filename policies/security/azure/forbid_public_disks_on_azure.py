"""The content of a disk of Azure cannot be fetched from the internet, by a link that needs no name."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import DISK, SNAPSHOT
from policies.judge.unknown import together

RULE = ResourceRule(
    name="forbid-public-disks-on-azure",
    promise="No disk or snapshot of Azure can be exported to the internet.",
    severity=Severity.HIGH,
    remedy="set publicNetworkAccess to Disabled and networkAccessPolicy to DenyAll or AllowPrivate",
    references=("NIST SP 800-53 SC-7", "NIST SP 800-53 AC-3", "PCI DSS 1.4.4"),
    types=(DISK, SNAPSHOT),
    check=together(
        equals("publicNetworkAccess", "Disabled"),
        equals("networkAccessPolicy", "DenyAll", "AllowPrivate"),
    ),
)
