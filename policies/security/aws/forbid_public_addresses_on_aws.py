"""No machine of AWS has an address on the internet: what it needs from there it asks for through a gateway."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every, is_not_true
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE, SUBNET


def check(accused: Resource) -> Iterator[str]:
    """Find subnets, templates and machines that give public addresses; for all of them no is the default."""
    if accused.type == SUBNET:
        yield from is_not_true("mapPublicIpOnLaunch")(accused)
    elif accused.type in (INSTANCE, LAUNCH_CONFIGURATION):
        yield from is_not_true("associatePublicIpAddress")(accused)
    else:
        yield from every("networkInterfaces", is_not_true("associatePublicIpAddress"))(accused)


RULE = ResourceRule(
    name="forbid-public-addresses-on-aws",
    promise="No machine of AWS gets a public address.",
    severity=Severity.HIGH,
    remedy="set mapPublicIpOnLaunch and associatePublicIpAddress to false",
    references=(
        "CIS EKS 5.4.3",
        "AWS FSBP EC2.9",
        "AWS FSBP EC2.15",
        "AWS FSBP EC2.25",
        "NIST SP 800-53 SC-7",
        "PCI DSS 1.4.2",
    ),
    types=(SUBNET, LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION, INSTANCE),
    check=check,
)
