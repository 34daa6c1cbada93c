"""A vault of Azure denies who is not named, so that a public address that comes back opens nothing."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import VAULT

RULE = ResourceRule(
    name="require-denied-network-of-vaults-on-azure",
    promise="Every vault of Azure denies networks that it does not name.",
    severity=Severity.HIGH,
    remedy="set properties.networkAcls.defaultAction to Deny",
    references=("NIST SP 800-53 SC-7", "PCI DSS 1.3.1"),
    types=(VAULT,),
    check=equals("properties.networkAcls.defaultAction", "Deny"),
)
