"""Each workload has a role of its own: one that training and serving share reads and writes for both."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.properties_of_aws import named
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import POD_IDENTITY


def check(stack: Stack, association: Resource) -> Iterator[str]:
    """Find associations that give a role to a second service account."""
    mine = named(association, "roleArn")
    for other in stack.of_type(POD_IDENTITY):
        if (
            other.urn > association.urn
            and account(other) != account(association)
            and mine & named(other, "roleArn")
        ):
            yield f"roleArn is that of {other.where} too; allowed: a role for each service account"


def account(association: Resource) -> tuple[str, str]:
    """Return the namespace and the name of the service account; one of the same name elsewhere is the same workload."""
    return association.get("namespace"), association.get("serviceAccount")


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
