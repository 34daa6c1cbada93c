"""A storage account of Azure has no address in the internet: its ways in are private endpoints."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import STORE

RULE = ResourceRule(
    name="forbid-public-network-of-stores-on-azure",
    promise="No storage account of Azure is reached from the internet.",
    severity=Severity.HIGH,
    remedy="set publicNetworkAccess to Disabled, and make a private endpoint",
    references=("CIS Azure Foundations 9.3.2.2", "NIST SP 800-53 SC-7", "PCI DSS 1.4.2"),
    types=(STORE,),
    check=equals("publicNetworkAccess", "Disabled", "SecuredByPerimeter"),
)
