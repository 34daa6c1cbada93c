"""A registry of Azure has no address in the internet: its ways in are private endpoints."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import REGISTRY
from policies.judge.unknown import together

RULE = ResourceRule(
    name="forbid-public-network-of-registries-on-azure",
    promise="No registry of Azure is reached from the internet, or lets images out of it.",
    severity=Severity.HIGH,
    remedy="set publicNetworkAccess and policies.exportPolicy.status to disabled, with the SKU Premium",
    references=("CIS AKS 5.1.2", "NIST SP 800-53 SC-7", "PCI DSS 1.4.2"),
    types=(REGISTRY,),
    check=together(
        equals("publicNetworkAccess", "Disabled", "disabled"),
        equals("policies.exportPolicy.status", "disabled"),
    ),
)
