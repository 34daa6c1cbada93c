"""No security group lets the whole internet in."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import differs, every
from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import EVERYWHERE, INGRESS, SECURITY_GROUP, SECURITY_GROUP_RULE
from policies.judge.unknown import together


def check(accused: Resource) -> Iterator[str]:
    """Find rules of each of the provider's three forms that let everybody in."""
    if accused.type == INGRESS:
        yield from together(differs("cidrIpv4", *EVERYWHERE), differs("cidrIpv6", *EVERYWHERE))(accused)
    elif accused.type == SECURITY_GROUP:
        yield from every("ingress", from_everywhere)(accused)
    elif accused.get("type") == "ingress":
        yield from from_everywhere(accused)


def from_everywhere(rule: Resource) -> Iterator[str]:
    """Find a list of addresses that is everybody's."""
    for key in ("cidrBlocks", "ipv6CidrBlocks"):
        if set(EVERYWHERE).intersection(listed(rule, key)):
            yield f"{rule.place(key)} has {' or '.join(EVERYWHERE)}; allowed: known addresses and other groups"


RULE = ResourceRule(
    name="forbid-ingress-from-everywhere-on-aws",
    promise="No security group of AWS lets the whole internet in.",
    severity=Severity.CRITICAL,
    remedy="let in the addresses of known networks, or other security groups",
    references=(
        "CIS AWS Foundations 5.2",
        "CIS AWS Foundations 5.3",
        "AWS FSBP EC2.18",
        "NIST SP 800-53 SC-7",
        "PCI DSS 1.3.1",
    ),
    types=(INGRESS, SECURITY_GROUP, SECURITY_GROUP_RULE),
    check=check,
)
