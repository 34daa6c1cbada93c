"""A vault of Azure has no address in the internet: its ways in are private endpoints and Azure's own services."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import VAULT

RULE = ResourceRule(
    name="forbid-public-network-of-vaults-on-azure",
    promise="No vault of Azure is reached from the internet.",
    severity=Severity.HIGH,
    remedy="set properties.publicNetworkAccess to Disabled, and make a private endpoint",
    references=("CIS Azure Foundations 8.3.7", "NIST SP 800-53 SC-7", "PCI DSS 1.4.2"),
    types=(VAULT,),
    check=equals("properties.publicNetworkAccess", "Disabled", "disabled", "SecuredByPerimeter"),
)
