"""Roles of clusters get what they need, and no policy that AWS wrote for administrators."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import ATTACHMENTS, ATTACHMENTS_EXCLUSIVE, ROLE

WIDE = (
    r"arn:[^:]+:iam::aws:policy/(.*/)?(AdministratorAccess.*|PowerUserAccess|\w*FullAccess|\w+Administrator)"
)
PLURAL = {ROLE: "managedPolicyArns", **dict.fromkeys(ATTACHMENTS_EXCLUSIVE, "policyArns")}
"""Type -> the property that has several policies; an attachment has one."""


def check(accused: Resource) -> Iterator[str]:
    """Find attachments of a policy for administrators, and roles that carry one."""
    key = PLURAL.get(accused.type)
    for policy in listed(accused, key) if key else (accused.get("policyArn"),):
        if re.fullmatch(WIDE, policy or ""):
            yield f"the policy {policy} is attached; allowed: policies with the actions that are needed"


RULE = ResourceRule(
    name="forbid-administrator-policies-on-aws",
    promise="No role, user or group of AWS has a policy for administrators.",
    severity=Severity.CRITICAL,
    remedy="write a policy with the actions that are needed",
    references=("CIS AWS Foundations 2.14", "AWS FSBP IAM.1", "NIST SP 800-53 AC-6(5)", "PCI DSS 7.2.2"),
    types=(*ATTACHMENTS, *ATTACHMENTS_EXCLUSIVE, ROLE),
    check=check,
)
