"""A bucket's policy gives nothing to everybody: the block of public access is a second fence, not the first."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.conditions_of_aws import bound_by
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.statements_of_aws import every_statement, is_for_everybody
from policies.judge.types_of_aws import BUCKET_POLICY


def gives_to_all(statement: Resource) -> Iterator[str]:
    """Find a statement that allows something to everybody."""
    if is_for_everybody(statement) and not bound_by(*BOUNDS)(statement):
        yield f'{statement.way} allows something to the principal "*"; allowed: named accounts, roles or services'


BOUNDS = ("aws:PrincipalOrgID", "aws:PrincipalAccount", "aws:SourceVpce", "aws:SourceVpc", "aws:PrincipalArn")


RULE = ResourceRule(
    name="forbid-public-bucket-policies-on-aws",
    promise="No bucket policy of AWS allows anything to everybody.",
    severity=Severity.CRITICAL,
    remedy="name the principals, or bind the statement with aws:PrincipalOrgID or aws:SourceVpce",
    references=(
        "CIS AWS Foundations 2.21",
        "AWS FSBP S3.2",
        "AWS FSBP S3.3",
        "NIST SP 800-53 AC-3",
        "PCI DSS 7.2.1",
        "SOC 2 CC6.1",
    ),
    types=(BUCKET_POLICY,),
    check=every_statement("policy", gives_to_all),
)
