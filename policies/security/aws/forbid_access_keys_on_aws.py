"""Programs act by roles, whose keys last hours: a user's key lasts until somebody notices that it leaked."""

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.rule import ResourceRule

RULE = ResourceRule(
    name="forbid-access-keys-on-aws",
    promise="No access key of a user of AWS is in use.",
    severity=Severity.HIGH,
    remedy="give the program a role, and set status to Inactive until the key is gone",
    references=("CIS AWS Foundations 2.12", "AWS FSBP IAM.3", "NIST SP 800-53 IA-5", "PCI DSS 8.6.3"),
    types=("aws:iam/accessKey:AccessKey",),
    check=equals("status", "Inactive"),
)
