"""Databases can be put back to any moment of the last week."""

from pulumi_policy import Severity

from policies.judge.asking import at_least, is_not_true
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import DATABASES
from policies.judge.unknown import together

LEAST = Setting(
    name="least-days",
    says="how long backups are kept at least, in days",
    default=7,
    schema={"type": "integer", "minimum": 1, "maximum": 35},
)


RULE = ResourceRule(
    name="require-backups-of-databases-on-aws",
    promise="Databases of AWS are backed up for a week, and once more before they go.",
    severity=Severity.HIGH,
    remedy="set backupRetentionPeriod, and skipFinalSnapshot to false",
    references=("AWS FSBP RDS.11", "NIST SP 800-53 CP-9", "SOC 2 A1.2", "HIPAA 164.308(a)(7)(ii)(A)"),
    types=DATABASES,
    settings=(LEAST,),
    check=together(at_least("backupRetentionPeriod", LEAST, "days"), is_not_true("skipFinalSnapshot")),
)
