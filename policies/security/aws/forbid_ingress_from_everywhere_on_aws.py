"""No security group lets the whole internet in."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every
from policies.judge.properties_of_aws import is_everywhere, ranges
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import INGRESS, SECURITY_GROUP, SECURITY_GROUP_RULE


def check(accused: Resource) -> Iterator[str]:
    """Find rules of each of the provider's three forms that let everybody in."""
    if accused.type == SECURITY_GROUP:
        yield from every("ingress", from_everywhere)(accused)
    elif accused.type == INGRESS or accused.get("type") == "ingress":
        yield from from_everywhere(accused)


def from_everywhere(rule: Resource) -> Iterator[str]:
    """Find a range of addresses that is everybody's."""
    for addresses in ranges(rule, "cidrIpv4", "cidrIpv6", "cidrBlocks", "ipv6CidrBlocks"):
        if is_everywhere(addresses):
            yield f"{addresses.way} is {shown(addresses.value)}; allowed: known addresses and other groups"


RULE = ResourceRule(
    name="forbid-ingress-from-everywhere-on-aws",
    promise="No security group of AWS lets the whole internet in.",
    severity=Severity.CRITICAL,
    remedy="let in the addresses of known networks, or other security groups",
    references=(
        "CIS AWS Foundations 6.3",
        "CIS AWS Foundations 6.4",
        "AWS FSBP EC2.18",
        "NIST SP 800-53 SC-7",
        "PCI DSS 1.3.1",
    ),
    types=(INGRESS, SECURITY_GROUP, SECURITY_GROUP_RULE),
    check=check,
)
