"""What passes a private way to a service is of this account: else others' credentials open theirs from inside."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.conditions_of_aws import bound_by
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.statements_of_aws import every_statement, everything, is_for_everybody
from policies.judge.types_of_aws import VPC_ENDPOINT, VPC_ENDPOINT_POLICY

WHOSE = (
    *("aws:PrincipalAccount", "aws:PrincipalArn", "aws:PrincipalOrgID", "aws:PrincipalOrgPaths"),
    *("aws:ResourceAccount", "aws:ResourceOrgID", "aws:ResourceOrgPaths"),
)


def is_open(statement: Resource) -> Iterator[str]:
    """An anonymous request for a named bucket, such as that of packages, is let pass by its name."""
    to_all = everything(statement) or statement.get("NotResource") is not None
    if is_for_everybody(statement) and to_all and not bound_by(*WHOSE)(statement):
        yield f"{statement.way} lets everybody's requests for everything pass; allowed: with {' or '.join(WHOSE)}"


RULE = ResourceRule(
    name="restrict-policies-of-endpoints-on-aws",
    promise="Through every endpoint of AWS passes what is of this account or organisation, or is named.",
    severity=Severity.MEDIUM,
    remedy="bind the statement with the condition StringEquals aws:PrincipalAccount, or name its resources",
    references=(
        "AWS whitepaper: Building a data perimeter",
        "NIST SP 800-53 AC-4",
        "NIST SP 800-53 SC-7(10)",
    ),
    types=(VPC_ENDPOINT, VPC_ENDPOINT_POLICY),
    check=every_statement("policy", is_open),
)
