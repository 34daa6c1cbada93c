"""Machines of Azure go out through gateways: a load balancer runs out of ports when a hundred pull images."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER

# Absent is the load balancer; block and none are for clusters that pull from the network alone.

RULE = ResourceRule(
    name="require-way-out-of-clusters-on-azure",
    promise="No cluster of Azure goes out through its load balancer.",
    severity=Severity.MEDIUM,
    remedy=(
        "set networkProfile.outboundType to userAssignedNATGateway, managedNATGateway or userDefinedRouting"
    ),
    references=("Azure Well-Architected RE:06",),
    types=(CLUSTER,),
    check=equals(
        "networkProfile.outboundType",
        "userAssignedNATGateway",
        "managedNATGateway",
        "userDefinedRouting",
        "block",
        "none",
    ),
)
