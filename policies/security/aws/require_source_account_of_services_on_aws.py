"""A service takes a role for this account's resources only: else somebody else's could make it act with our rights."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.conditions_of_aws import bound_by
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.statements_of_aws import every_statement, principals
from policies.judge.types_of_aws import ROLE

ASK_FOR_NOBODY = Setting(
    name="without-source",
    says="services that take roles without telling for whose resource",
    default=["ec2.amazonaws.com", "ec2.amazonaws.com.cn"],
    schema={"type": "array", "items": {"type": "string"}},
)
"""EC2 takes a role only for machines of the role's own account: who starts one needs iam:PassRole on the role, which
nobody has from another account."""


def takes_for_anybody(statement: Resource) -> Iterator[str]:
    """Find a service that may take the role for another account's resource."""
    for kind, name in principals(statement):
        if (
            kind == "Service"
            and name not in statement.said(ASK_FOR_NOBODY)
            and not bound_by(*SOURCES)(statement)
        ):
            yield f"{statement.way} lets {name} take the role for any account; allowed: with {' or '.join(SOURCES)}"


SOURCES = ("aws:SourceAccount", "aws:SourceArn", "aws:SourceOrgID")


RULE = ResourceRule(
    name="require-source-account-of-services-on-aws",
    promise="Services take roles of AWS for resources of this account only.",
    severity=Severity.MEDIUM,
    remedy="add the condition StringEquals aws:SourceAccount",
    references=("IAM user guide: The confused deputy problem", "NIST SP 800-53 AC-4", "NIST SP 800-53 AC-6"),
    types=(ROLE,),
    settings=(ASK_FOR_NOBODY,),
    check=every_statement("assumeRolePolicy", takes_for_anybody),
)
