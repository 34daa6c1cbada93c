"""What names no security group gets the network's default one, which lets everything through until it is emptied."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import absent
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import VPC
from policies.judge.unknown import each, together

DEFAULT_GROUP = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup"


def check(stack: Stack, network: Resource) -> Iterator[str]:
    """Find networks whose default group nobody emptied."""
    groups = stack.about(network, DEFAULT_GROUP, "vpcId")
    if not groups:
        yield f"no {DEFAULT_GROUP} names it"
    yield from each(groups, together(absent("ingress"), absent("egress")))


RULE = StackRule(
    name="require-closed-default-groups-on-aws",
    promise="The default security group of every network of AWS lets nothing through.",
    severity=Severity.HIGH,
    remedy="add a DefaultSecurityGroup for the VPC, with no ingress and no egress",
    references=("CIS AWS Foundations 6.5", "AWS FSBP EC2.2", "NIST SP 800-53 SC-7(5)", "PCI DSS 1.3.1"),
    types=(VPC,),
    reads=(DEFAULT_GROUP,),
    check=check,
)
