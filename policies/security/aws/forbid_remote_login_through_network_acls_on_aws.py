"""A network's access list does not let the internet in to SSH and remote desktops."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import TRUE, every, only_where
from policies.judge.properties_of_aws import is_everywhere, ranges
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule

RULE_TYPE = "aws:ec2/networkAclRule:NetworkAclRule"
LOGINS = (22, 3389)
ALLOW = ("allow", "ALLOW")


def check(accused: Resource) -> Iterator[str]:
    """Find entries that let everybody in, of a list or on their own."""
    if accused.type == RULE_TYPE:
        if accused.get("egress") not in TRUE and accused.get("ruleAction") in ALLOW:
            yield from lets_in(accused)
    else:
        yield from every("ingress", only_where(lambda entry: entry.get("action") in ALLOW, lets_in))(accused)


def lets_in(entry: Resource) -> Iterator[str]:
    """Find an entry that covers a login's port for everybody; without ports it covers all of them."""
    if not any(map(is_everywhere, ranges(entry, "cidrBlock", "ipv6CidrBlock"))):
        return
    first, last = int(entry.get("fromPort") or 0), int(entry.get("toPort") or 0)
    is_all = str(entry.get("protocol")) in ("-1", "all") or (first, last) == (0, 0)
    for port in LOGINS:
        if is_all or first <= port <= last:
            yield f"{entry.way or 'the rule'} lets everybody in to port {port}; allowed: known addresses"


RULE = ResourceRule(
    name="forbid-remote-login-through-network-acls-on-aws",
    promise="No network access list of AWS lets the internet in to SSH and remote desktops.",
    severity=Severity.HIGH,
    remedy="deny ports 22 and 3389, or allow known addresses only",
    references=("CIS AWS Foundations 6.2", "AWS FSBP EC2.21", "NIST SP 800-53 SC-7", "PCI DSS 1.3.1"),
    types=("aws:ec2/networkAcl:NetworkAcl", "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl", RULE_TYPE),
    check=check,
)
