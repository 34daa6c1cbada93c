"""Every rule that lets something in says whom: EC2 refuses one that does not, but after half the network was made."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import INGRESS, SECURITY_GROUP

SOURCES = ("referencedSecurityGroupId", "prefixListId", "cidrIpv4", "cidrIpv6")


def check(_: Stack, rule: Resource) -> Iterator[str]:
    """Find rules without a source; one whose value comes from a resource has it, though it is not known yet."""
    if not any(rule.refers_to.get(key) or rule.get(key) for key in SOURCES):
        yield f"it names no source; allowed: one of {', '.join(SOURCES)}"


RULE = StackRule(
    name="require-sources-of-ingress-on-aws",
    promise="Every ingress rule of AWS says whom it lets in.",
    severity=Severity.MEDIUM,
    remedy="name a security group in referencedSecurityGroupId, or known addresses",
    references=("NIST SP 800-53 AC-4", "PCI DSS 1.3.1"),
    types=(INGRESS,),
    reads=(SECURITY_GROUP,),
    check=check,
)
