"""A PostgreSQL of Azure can be had back as it was, and goes on without its zone in production."""

from pulumi_policy import Severity

from policies.judge.asking import at_least, equals, in_production, only_where
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import POSTGRES
from policies.judge.unknown import together

LEAST = Setting(
    name="least-days",
    says="how long backups are kept at least, in days",
    default=14,
    schema={"type": "integer", "minimum": 7, "maximum": 35},
)
"""Absent is 7 days."""

RULE = ResourceRule(
    name="require-backups-of-databases-on-azure",
    promise="Every PostgreSQL of Azure keeps backups, and has a standby in production.",
    severity=Severity.HIGH,
    remedy=(
        "set backup.backupRetentionDays to at least the rule's least-days, and highAvailability.mode to "
        "ZoneRedundant"
    ),
    references=("NIST SP 800-53 CP-9", "NIST SP 800-53 CP-10", "HIPAA 164.308(a)(7)(ii)(A)", "SOC 2 A1.2"),
    types=(POSTGRES,),
    settings=(LEAST,),
    check=together(
        at_least("backup.backupRetentionDays", LEAST, "days"),
        only_where(in_production("tags"), equals("highAvailability.mode", "ZoneRedundant")),
    ),
)
