"""Roles of clusters get what they need, and no policy that AWS wrote for administrators."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import ATTACHMENTS, ROLE

WIDE = (
    r"arn:[^:]+:iam::aws:policy/(.*/)?(AdministratorAccess.*|PowerUserAccess|\w*FullAccess|\w+Administrator)"
)


def check(accused: Resource) -> Iterator[str]:
    """Find attachments of a policy for administrators, and roles that carry one."""
    named = listed(accused, "managedPolicyArns") if accused.type == ROLE else (accused.get("policyArn"),)
    for policy in named:
        if re.fullmatch(WIDE, policy or ""):
            yield f"the policy {policy} is attached; allowed: policies with the actions that are needed"


RULE = ResourceRule(
    name="forbid-administrator-policies-on-aws",
    promise="No role, user or group of AWS has a policy for administrators.",
    severity=Severity.CRITICAL,
    remedy="write a policy with the actions that are needed",
    references=("CIS AWS Foundations 1.16", "AWS FSBP IAM.1", "NIST SP 800-53 AC-6(5)", "PCI DSS 7.2.2"),
    types=(*ATTACHMENTS, ROLE),
    check=check,
)
