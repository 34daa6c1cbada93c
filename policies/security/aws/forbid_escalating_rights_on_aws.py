"""Who may give rights, or hand a role to a service, has every right in the end."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.conditions_of_aws import bound_by
from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.statements_of_aws import every_right, fits
from policies.judge.types_of_aws import POLICIES, ROLE

GIVING = tuple(
    f"iam:{action}"
    for action in (
        "PassRole",
        "AddUserToGroup",
        *(f"Attach{whose}Policy" for whose in ("Group", "Role", "User")),
        *(f"Put{whose}Policy" for whose in ("Group", "Role", "User")),
        *(f"{verb}{whose}PermissionsBoundary" for verb in ("Put", "Delete") for whose in ("Role", "User")),
        *(f"Create{what}" for what in ("AccessKey", "LoginProfile", "PolicyVersion", "Role", "User")),
        "SetDefaultPolicyVersion",
        "UpdateAssumeRolePolicy",
        "UpdateLoginProfile",
    )
)
UNNAMED = r"iam:(?!Get|List)\w*\*"
"""Patterns that also have what IAM will call a right later."""
EVERYTHING = r"([^:]*:)?[*?]+"
"""What gives every right of every service, or all of one; `forbid-wildcard-actions-on-aws` tells of these."""
BOUNDS = ("iam:PassedToService", "iam:PermissionsBoundary", "iam:PolicyARN")


def gives_rights(statement: Resource) -> Iterator[str]:
    """Find a statement that lets rights be given without saying which, to whom or by which service."""
    if bound_by(*BOUNDS)(statement):
        return
    for action in listed(statement, "Action"):
        gives = not re.fullmatch(EVERYTHING, action) and any(fits(right, action) for right in GIVING)
        if gives or re.fullmatch(UNNAMED, action, re.IGNORECASE):
            yield f"{statement.way} allows {action}; allowed: with one of the conditions {', '.join(BOUNDS)}"


RULE = ResourceRule(
    name="forbid-escalating-rights-on-aws",
    promise="No policy of AWS lets its holder give rights, or pass roles, without bounds.",
    severity=Severity.CRITICAL,
    remedy="add the condition iam:PassedToService or iam:PermissionsBoundary",
    references=("NIST SP 800-53 AC-6(1)", "PCI DSS 7.2.2", "SOC 2 CC6.3"),
    types=(*POLICIES, ROLE),
    check=every_right(gives_rights),
)
