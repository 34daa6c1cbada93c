"""A vault of Azure has no address in the internet: its ways in are private endpoints and Azure's own services.

Managed Lustre is encrypted by no key of a closed vault, so one that has its key may let in those services alone.
"""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.services_of_azure import lets_in_services_alone, serves_lustre
from policies.judge.types_of_azure import LUSTRE, VAULT

closed = equals("properties.publicNetworkAccess", "Disabled", "disabled", "SecuredByPerimeter")


def check(stack: Stack, vault: Resource) -> Iterator[str]:
    """Find vaults that answer from outside, but for one that answers Managed Lustre."""
    for found in closed(vault):
        rules = vault.part("properties").part("networkAcls")
        if not (lets_in_services_alone(rules) and serves_lustre(stack, vault)):
            yield found


RULE = StackRule(
    name="forbid-public-network-of-vaults-on-azure",
    promise="No vault of Azure is reached from the internet.",
    severity=Severity.HIGH,
    remedy="set properties.publicNetworkAccess to Disabled, and make a private endpoint",
    references=("CIS Azure Foundations 8.3.7", "NIST SP 800-53 SC-7", "PCI DSS 1.4.2"),
    types=(VAULT,),
    reads=(LUSTRE,),
    check=check,
)
