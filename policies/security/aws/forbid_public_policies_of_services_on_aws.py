"""A secret, a queue or a topic gives nothing to everybody: who reads events, or writes them, is one of ours."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.conditions_of_aws import bound_by
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.statements_of_aws import every_statement, is_for_everybody
from policies.judge.types_of_aws import SERVICE_POLICIES

BOUNDS = (
    *("aws:PrincipalOrgID", "aws:PrincipalAccount", "aws:PrincipalArn"),
    *(
        "aws:SourceAccount",
        "aws:SourceArn",
        "aws:SourceOrgID",
        "aws:SourceOwner",
        "aws:SourceVpce",
        "aws:SourceVpc",
    ),
)


def gives_to_all(statement: Resource) -> Iterator[str]:
    """Find a statement that allows something to everybody."""
    if is_for_everybody(statement) and not bound_by(*BOUNDS)(statement):
        yield f'{statement.way} allows something to the principal "*"; allowed: named accounts, roles or services'


RULE = ResourceRule(
    name="forbid-public-policies-of-services-on-aws",
    promise="No policy of a secret, a queue or a topic of AWS allows anything to everybody.",
    severity=Severity.CRITICAL,
    remedy="name the principals, or bind the statement with aws:SourceArn or aws:PrincipalOrgID",
    references=(
        "CIS AWS Foundations 2.21",
        "AWS FSBP SQS.3",
        "AWS FSBP SNS.4",
        "NIST SP 800-53 AC-3",
        "PCI DSS 7.2.1",
        "SOC 2 CC6.1",
    ),
    types=SERVICE_POLICIES,
    check=every_statement("policy", gives_to_all),
)
