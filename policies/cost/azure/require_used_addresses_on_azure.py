"""A public address of Azure is somebody's: one that is nobody's is paid all the same, and nobody watches it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import ADDRESS, INTERFACE, NAT

USERS = {
    NAT: "publicIpAddresses",
    INTERFACE: "ipConfigurations",
    "azure-native:network:LoadBalancer": "frontendIPConfigurations",
    "azure-native:network:ApplicationGateway": "frontendIPConfigurations",
    "azure-native:network:AzureFirewall": "ipConfigurations",
    "azure-native:network:BastionHost": "ipConfigurations",
    "azure-native:network:VirtualNetworkGateway": "ipConfigurations",
}


def check(stack: Stack, address: Resource) -> Iterator[str]:
    """Find addresses that nothing uses."""
    if not any(stack.about(address, user, key) for user, key in USERS.items()):
        yield "nothing of the stack names it"


RULE = StackRule(
    name="require-used-addresses-on-azure",
    promise="No public address of Azure is idle.",
    severity=Severity.LOW,
    remedy="name it in what uses it, or take it away",
    references=(
        "FinOps Framework: Usage Optimization",
        "CIS Azure Foundations 7.7",
        "Azure Well-Architected CO:07",
    ),
    types=(ADDRESS,),
    reads=tuple(USERS),
    check=check,
)
