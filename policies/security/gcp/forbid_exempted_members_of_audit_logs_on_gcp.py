"""An audit log that leaves somebody out is no audit log."""

from pulumi_policy import Severity

from policies.judge.asking import absent, every
from policies.judge.rule import ResourceRule

RULE = ResourceRule(
    name="forbid-exempted-members-of-audit-logs-on-gcp",
    promise="Nobody is left out of the audit logs of Google Cloud.",
    severity=Severity.MEDIUM,
    remedy="remove exemptedMembers",
    references=("CIS GCP Foundations 2.1", "NIST SP 800-53 AU-2", "PCI DSS 10.2.1"),
    types=("gcp:projects/iAMAuditConfig:IAMAuditConfig",),
    check=every("auditLogConfigs", absent("exemptedMembers", "nobody")),
    mended=lambda audit: {
        **audit,
        "auditLogConfigs": [{**each, "exemptedMembers": []} for each in audit["auditLogConfigs"]],
    },
)
