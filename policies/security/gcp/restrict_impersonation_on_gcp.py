"""Whoever may act as every service account of a project has the rights of all of them."""

from pulumi_policy import Severity

from policies.judge.asking import differs
from policies.judge.rights_of_gcp import every_right
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import PROJECT_RIGHTS

ROLES = (
    "roles/iam.serviceAccountUser",
    "roles/iam.serviceAccountTokenCreator",
    "roles/iam.serviceAccountKeyAdmin",
    "roles/iam.serviceAccountAdmin",
    "roles/iam.workloadIdentityUser",
)

RULE = ResourceRule(
    name="restrict-impersonation-on-gcp",
    promise="Nobody may act as all service accounts of a project of Google Cloud.",
    severity=Severity.HIGH,
    remedy="give the role on the one service account that is meant: serviceaccount.IAMMember",
    references=("CIS GCP Foundations 1.7", "NIST SP 800-53 AC-6(1)", "PCI DSS 7.2.2"),
    types=PROJECT_RIGHTS,
    check=every_right(differs("role", *ROLES)),
)
