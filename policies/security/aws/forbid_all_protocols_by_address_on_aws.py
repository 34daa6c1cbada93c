"""Everything is let through between named groups only: an address says nothing of who uses it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import INGRESS, SECURITY_GROUP_RULE

ALL = ("-1", "all", -1)


def check(rule: Resource) -> Iterator[str]:
    """Find rules that let all protocols in from a range of addresses."""
    named = [
        key
        for key in ("cidrIpv4", "cidrIpv6", "prefixListId", "cidrBlocks", "ipv6CidrBlocks")
        if rule.get(key)
    ]
    if (
        named
        and rule.get("type") != "egress"
        and (rule.get("ipProtocol") in ALL or rule.get("protocol") in ALL)
    ):
        yield f"all protocols are let in by {named[0]}; allowed: the protocol and the ports that are needed"


RULE = ResourceRule(
    name="forbid-all-protocols-by-address-on-aws",
    promise="No security group of AWS lets all protocols in from a range of addresses.",
    severity=Severity.HIGH,
    remedy="name the protocol and the ports, or a security group in place of addresses",
    references=("AWS FSBP EC2.19", "NIST SP 800-53 AC-4", "PCI DSS 1.2.5"),
    types=(INGRESS, SECURITY_GROUP_RULE),
    check=check,
)
