"""Machines reach the services of AWS without leaving the network."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import CLUSTER, VPC, VPC_ENDPOINT

SERVICES = Setting(
    name="services",
    says="the services that a network reaches through endpoints of its own",
    default=["s3", "ecr.api", "ecr.dkr", "sts", "ec2", "eks", "eks-auth", "logs", "kms", "autoscaling"],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(stack: Stack, network: Resource) -> Iterator[str]:
    """Find services without an endpoint, where the network has the machines of a cluster."""
    if not stack.of_type(CLUSTER):
        return
    there = [each.get("serviceName") or "" for each in stack.about(network, VPC_ENDPOINT, "vpcId")]
    for service in network.said(SERVICES):
        if not any(
            re.fullmatch(rf"(com|cn|aws)\..*[a-z]-[a-z]+-\d\.{re.escape(service)}", name) for name in there
        ):
            yield f"no {VPC_ENDPOINT} of it is for {service}"


RULE = StackRule(
    name="require-endpoints-of-services-on-aws",
    promise="The networks of clusters of AWS reach its services through endpoints of their own.",
    severity=Severity.MEDIUM,
    remedy="add a VpcEndpoint for each service that the rule's setting services names",
    references=(
        "CIS AWS Foundations 6.8",
        "AWS FSBP EC2.10",
        "AWS FSBP EC2.55",
        "AWS FSBP EC2.56",
        "NIST SP 800-53 SC-7(4)",
    ),
    types=(VPC,),
    settings=(SERVICES,),
    reads=(VPC_ENDPOINT, CLUSTER),
    check=check,
)
