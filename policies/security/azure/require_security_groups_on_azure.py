"""Every subnet of Azure says who may come in and go out."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import present, wherever
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import NETWORK, SUBNET, SUBNETS

OF_GATEWAYS = ("GatewaySubnet", "AzureFirewallSubnet", "AzureFirewallManagementSubnet", "RouteServerSubnet")
"""Azure takes no group there."""


def grouped(subnet: Resource) -> Iterator[str]:
    """Find a subnet without a group."""
    if subnet.get("subnetName") not in OF_GATEWAYS and subnet.get("name") not in OF_GATEWAYS:
        yield from present("networkSecurityGroup", "a security group")(subnet)


RULE = ResourceRule(
    name="require-security-groups-on-azure",
    promise="Every subnet of Azure has a security group.",
    severity=Severity.HIGH,
    remedy="set networkSecurityGroup of the subnet",
    references=("CIS Azure Foundations 7.11", "NIST SP 800-53 SC-7", "NIST SP 800-53 AC-4", "PCI DSS 1.4.1"),
    types=(SUBNET, NETWORK),
    check=wherever(SUBNETS, grouped),
)
