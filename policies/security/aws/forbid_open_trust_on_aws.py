"""Who may take a role is named: a role that everybody may take is everybody's."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.conditions_of_aws import bound_by
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.statements_of_aws import every_statement, is_for_everybody
from policies.judge.types_of_aws import ROLE


def is_open(statement: Resource) -> Iterator[str]:
    """Find a statement that lets everybody take a role."""
    if is_for_everybody(statement) and not bound_by(*BOUNDS)(statement):
        yield f'{statement.way} lets the principal "*" take the role; allowed: named principals'


BOUNDS = ("aws:PrincipalOrgID", "aws:PrincipalArn", "aws:PrincipalAccount")


RULE = ResourceRule(
    name="forbid-open-trust-on-aws",
    promise="No role of AWS can be taken by everybody.",
    severity=Severity.CRITICAL,
    remedy="name the principals in assumeRolePolicy",
    references=("CIS AWS Foundations 2.21", "NIST SP 800-53 AC-3", "PCI DSS 7.2.1", "SOC 2 CC6.1"),
    types=(ROLE,),
    check=every_statement("assumeRolePolicy", is_open),
)
