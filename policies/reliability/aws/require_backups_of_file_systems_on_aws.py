"""File systems are backed up every day, and once more before they go."""

from pulumi_policy import Severity

from policies.judge.asking import at_least, is_false, is_true, only_where
from policies.judge.properties_of_aws import kept_on
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import LUSTRE

LEAST = Setting(
    name="least-days",
    says="how long backups are kept at least, in days",
    default=7,
    schema={"type": "integer", "minimum": 1, "maximum": 90},
)


RULE = ResourceRule(
    name="require-backups-of-file-systems-on-aws",
    promise="File systems of AWS are backed up, unless their environment says that they may go.",
    severity=Severity.MEDIUM,
    remedy="set automaticBackupRetentionDays, skipFinalBackup false and copyTagsToBackups true",
    references=("NIST SP 800-53 CP-9", "SOC 2 A1.2", "HIPAA 164.308(a)(7)(ii)(A)"),
    types=(LUSTRE,),
    settings=(LEAST,),
    check=only_where(
        kept_on,
        at_least("automaticBackupRetentionDays", LEAST, "days"),
        is_false("skipFinalBackup"),
        is_true("copyTagsToBackups"),
    ),
)
