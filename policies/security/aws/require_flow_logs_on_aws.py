"""Who spoke with whom in a network can be told afterwards."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, present
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import VPC
from policies.judge.unknown import each, together

FLOW_LOG = "aws:ec2/flowLog:FlowLog"


def check(stack: Stack, network: Resource) -> Iterator[str]:
    """Find networks without flow logs, and logs that leave some traffic out or lead nowhere."""
    logs = stack.about(network, FLOW_LOG, "vpcId")
    if not logs:
        yield f"no {FLOW_LOG} names it"
    yield from each(
        logs, together(equals("trafficType", "ALL"), present("logDestination", "a log group or a bucket"))
    )


RULE = StackRule(
    name="require-flow-logs-on-aws",
    promise="All traffic in every network of AWS is logged.",
    severity=Severity.MEDIUM,
    remedy="add a FlowLog with trafficType ALL for the VPC",
    references=("CIS AWS Foundations 4.7", "AWS FSBP EC2.6", "NIST SP 800-53 AU-12", "PCI DSS 10.2.1"),
    types=(VPC,),
    reads=(FLOW_LOG,),
    check=check,
)
