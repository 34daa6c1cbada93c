"""A service's name leads to the endpoint in the network: else what asks for it leaves for the internet all the same."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import is_true, present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import VPC_ENDPOINT
from policies.judge.unknown import together


def check(endpoint: Resource) -> Iterator[str]:
    """Find interface endpoints without names or groups of their own; one for routes has neither."""
    if endpoint.get("vpcEndpointType") == "Interface":
        yield from together(
            is_true("privateDnsEnabled"),
            present("securityGroupIds", "a group of its own, not the default one"),
        )(endpoint)


RULE = ResourceRule(
    name="require-private-names-of-endpoints-on-aws",
    promise="Every interface endpoint of AWS answers to its service's name, behind a security group of its own.",
    severity=Severity.MEDIUM,
    remedy="set privateDnsEnabled to true, and securityGroupIds",
    references=("NIST SP 800-53 SC-7(4)", "NIST SP 800-53 SC-22", "PCI DSS 1.4.1"),
    types=(VPC_ENDPOINT,),
    check=check,
    mended=lambda endpoint: (
        {**endpoint, "privateDnsEnabled": True}
        if endpoint.get("vpcEndpointType") == "Interface"
        else endpoint
    ),
)
