"""Every machine is in a security group that was made for it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every, present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import INSTANCE, LAUNCH_TEMPLATE


def check(accused: Resource) -> Iterator[str]:
    """Find machines and templates without a group: they get the network's default one, or the cluster's."""
    if accused.parts("networkInterfaces") and accused.type == LAUNCH_TEMPLATE:
        yield from every("networkInterfaces", present("securityGroups", "a group of its own"))(accused)
    else:
        yield from present("vpcSecurityGroupIds", "a group of its own")(accused)


RULE = ResourceRule(
    name="require-own-groups-of-machines-on-aws",
    promise="Every machine of AWS is in a security group of its own kind.",
    severity=Severity.MEDIUM,
    remedy="set vpcSecurityGroupIds, or securityGroups of each network interface",
    references=("NIST SP 800-53 SC-7(21)", "PCI DSS 1.3.1"),
    types=(LAUNCH_TEMPLATE, INSTANCE),
    check=check,
)
