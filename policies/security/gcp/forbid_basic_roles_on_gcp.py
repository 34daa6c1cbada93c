"""Nobody gets a basic role: each holds thousands of rights, in every service of the project."""

from pulumi_policy import Severity

from policies.judge.asking import differs
from policies.judge.rights_of_gcp import every_right
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import OTHER_RIGHTS, RIGHTS

RULE = ResourceRule(
    name="forbid-basic-roles-on-gcp",
    promise="No right in a project of Google Cloud is one of the basic roles.",
    severity=Severity.HIGH,
    remedy="give the predefined roles that are needed, on the resources that need them",
    references=("CIS GCP Foundations 1.6", "NIST SP 800-53 AC-6", "PCI DSS 7.2.2", "SOC 2 CC6.3"),
    types=(*RIGHTS, *OTHER_RIGHTS),
    check=every_right(differs("role", "roles/owner", "roles/editor", "roles/viewer")),
)
