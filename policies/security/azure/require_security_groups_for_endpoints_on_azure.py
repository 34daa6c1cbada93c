"""Security groups hold for private endpoints too: where nothing is said, connections to these pass them by."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import ENDPOINT, SUBNET


def check(stack: Stack, subnet: Resource) -> Iterator[str]:
    """Find subnets with endpoints past their group."""
    if stack.about(subnet, ENDPOINT, "subnet"):
        yield from equals("privateEndpointNetworkPolicies", "Enabled", "NetworkSecurityGroupEnabled")(subnet)


RULE = StackRule(
    name="require-security-groups-for-endpoints-on-azure",
    promise="Every subnet of Azure with private endpoints applies its security group to them.",
    severity=Severity.MEDIUM,
    remedy="set privateEndpointNetworkPolicies of the subnet to Enabled or NetworkSecurityGroupEnabled",
    references=("NIST SP 800-53 SC-7", "NIST SP 800-53 AC-4"),
    types=(SUBNET,),
    reads=(ENDPOINT,),
    check=check,
)
