"""Machines of a cluster of Azure have a way out of their subnet: without one they never join."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import has
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import CLUSTER, POOL, SUBNET

BY_SUBNET = ("userAssignedNATGateway", "userDefinedRouting")
"""What AKS leaves to the subnet: else it makes a way out itself, or none is wanted."""


def check(stack: Stack, subnet: Resource) -> Iterator[str]:
    """Find subnets of machines that nothing leaves; who else lies in a subnet may need no way out."""
    if not any(has("networkProfile.outboundType", *BY_SUBNET)(cluster) for cluster in stack.of_type(CLUSTER)):
        return
    pools = stack.about(subnet, POOL, "vnetSubnetID") or stack.about(subnet, CLUSTER, "agentPoolProfiles")
    if pools and not subnet.get("natGateway") and not subnet.get("routeTable"):
        yield "natGateway is absent, and routeTable too; allowed: one of them, where machines of a cluster are"


RULE = StackRule(
    name="require-nat-of-node-subnets-on-azure",
    promise="Every subnet of Azure with machines of a cluster has a NAT gateway or a route.",
    severity=Severity.MEDIUM,
    remedy="set natGateway of the subnet, or a routeTable that leads out",
    references=("AKS documentation: Customize cluster egress with outbound types",),
    types=(SUBNET,),
    reads=(POOL, CLUSTER),
    check=check,
)
