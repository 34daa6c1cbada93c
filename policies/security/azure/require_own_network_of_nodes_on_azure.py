"""Machines of a cluster of Azure stand in a network that is known: unasked, AKS makes one of its own."""

from pulumi_policy import Severity

from policies.judge.asking import present, wherever
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER, POOL, POOLS

RULE = ResourceRule(
    name="require-own-network-of-nodes-on-azure",
    promise="Every agent pool of Azure stands in a subnet that is named.",
    severity=Severity.HIGH,
    remedy="set vnetSubnetID to a subnet with a security group",
    references=("NIST SP 800-53 SC-7",),
    types=(POOL, CLUSTER),
    check=wherever(POOLS, present("vnetSubnetID", "a subnet")),
)
