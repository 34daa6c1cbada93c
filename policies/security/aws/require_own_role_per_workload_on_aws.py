"""Each workload has a role of its own: one that training and serving share reads and writes for both."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import POD_IDENTITY


def check(stack: Stack, association: Resource) -> Iterator[str]:
    """Find associations that give a role to a second service account."""
    mine = account(association)
    for other in stack.of_type(POD_IDENTITY):
        if account(other) > mine and other.get("roleArn") == association.get("roleArn"):
            yield f"roleArn is that of {other.where} too; allowed: a role for each service account"


def account(association: Resource) -> tuple[str, ...]:
    """Return which service account of which cluster an association is about."""
    return tuple(association.get(key) or "" for key in ("clusterName", "namespace", "serviceAccount"))


RULE = StackRule(
    name="require-own-role-per-workload-on-aws",
    promise="No two service accounts of an EKS cluster share a role.",
    severity=Severity.HIGH,
    remedy="make a Role for each service account",
    references=("CIS EKS 5.2.1", "NIST SP 800-53 AC-6", "PCI DSS 7.2.5", "SOC 2 CC6.3"),
    types=(POD_IDENTITY,),
    reads=(POD_IDENTITY,),
    check=check,
)
