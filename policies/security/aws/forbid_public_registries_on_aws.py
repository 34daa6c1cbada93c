"""A registry's policy gives nothing to everybody: who may push decides what runs."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.conditions_of_aws import bound_by
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.statements_of_aws import every_statement, is_for_everybody
from policies.judge.types_of_aws import REGISTRY_POLICY


def gives_to_all(statement: Resource) -> Iterator[str]:
    """Find a statement that allows something to everybody."""
    if is_for_everybody(statement) and not bound_by("aws:PrincipalOrgID")(statement):
        yield f'{statement.way} allows something to the principal "*"; allowed: named accounts and roles'


RULE = ResourceRule(
    name="forbid-public-registries-on-aws",
    promise="No registry of AWS is open to everybody.",
    severity=Severity.CRITICAL,
    remedy="name the principals, or bind the statement with aws:PrincipalOrgID",
    references=("CIS EKS 5.1.2", "NIST SP 800-53 AC-3", "PCI DSS 7.2.1"),
    types=(REGISTRY_POLICY,),
    check=every_statement("policy", gives_to_all),
)
