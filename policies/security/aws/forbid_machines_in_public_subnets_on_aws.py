"""Machines stand in subnets from which only a gateway leads to the internet, not a route."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.properties_of_aws import named
from policies.judge.resource import Resource, Stack
from policies.judge.routes_of_aws import READS, leads_to_internet, subnets_of
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import (
    DEFAULT_ROUTE_TABLE,
    INSTANCE,
    LUSTRE,
    NODE_GROUP,
    ROUTE_TABLE,
    VPC,
)

STANDS_IN = {
    NODE_GROUP: "subnetIds",
    INSTANCE: "subnetId",
    LUSTRE: "subnetIds",
    "aws:rds/subnetGroup:SubnetGroup": "subnetIds",
    "aws:elasticache/subnetGroup:SubnetGroup": "subnetIds",
}
"""Type -> the property that says where it stands."""


def check(stack: Stack, table: Resource) -> Iterator[str]:
    """Find route tables with a route to an internet gateway whose subnets hold machines or stores."""
    public = subnets_of(stack, table) if leads_to_internet(stack, table) else set[str]()
    for token, key in STANDS_IN.items():
        for machine in stack.of_type(token):
            if public.intersection(named(machine, key)):
                yield f"it leads to an internet gateway, and {machine.where} stands in one of its subnets"


RULE = StackRule(
    name="forbid-machines-in-public-subnets-on-aws",
    promise="No machine or store of AWS stands in a subnet with a route to the internet.",
    severity=Severity.HIGH,
    remedy="put machines into subnets whose routes lead to a NAT gateway",
    references=("CIS EKS 5.4.3", "NIST SP 800-53 SC-7(21)", "PCI DSS 1.4.1"),
    types=(ROUTE_TABLE, DEFAULT_ROUTE_TABLE, VPC),
    reads=(*READS, *STANDS_IN),
    check=check,
)
