"""A database of production cannot be deleted, not even past this program."""

from pulumi_policy import Severity

from policies.judge.asking import in_production, is_not_false, is_true, only_where
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import DATABASE

RULE = ResourceRule(
    name="require-deletion-protection-of-databases-on-gcp",
    promise="Every database of Cloud SQL in production refuses to be deleted.",
    severity=Severity.HIGH,
    remedy="set settings.deletionProtectionEnabled to true, and leave deletionProtection on",
    references=("CIS GCP Foundations 6.9", "NIST SP 800-53 CP-9", "SOC 2 A1.2"),
    types=(DATABASE,),
    check=only_where(
        in_production("settings.userLabels"),
        is_true("settings.deletionProtectionEnabled"),
        is_not_false("deletionProtection"),
    ),
    mended=lambda database: {
        **database,
        "settings": {**database["settings"], "deletionProtectionEnabled": True},
    },
)
