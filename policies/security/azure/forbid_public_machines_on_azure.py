"""A machine of Azure has no address in the internet."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import absent, equals, every, is_not_true
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CONTAINERS, INTERFACE, SCALE_SET
from policies.judge.unknown import together

CONFIGURATIONS = "virtualMachineProfile.networkProfile.networkInterfaceConfigurations"
CHECKS = {
    INTERFACE: together(
        every("ipConfigurations", absent("publicIPAddress", "no public address")),
        is_not_true("enableIPForwarding"),
    ),
    SCALE_SET: every(
        CONFIGURATIONS,
        every("ipConfigurations", absent("publicIPAddressConfiguration", "no public address")),
        is_not_true("enableIPForwarding"),
    ),
    CONTAINERS: equals("ipAddress.type", None, "Private"),
}


def check(accused: Resource) -> Iterator[str]:
    """Find what has an address in the internet."""
    yield from CHECKS[accused.type](accused)


RULE = ResourceRule(
    name="forbid-public-machines-on-azure",
    promise="No machine or container of Azure has a public address, or forwards what is not for it.",
    severity=Severity.HIGH,
    remedy=(
        "leave publicIPAddress of the ipConfigurations and enableIPForwarding away; go through a load "
        "balancer, a bastion or a peered network"
    ),
    references=("CIS Azure Foundations 7.7", "NIST SP 800-53 SC-7", "PCI DSS 1.4.1"),
    types=tuple(CHECKS),
    check=check,
)
