"""A database can be brought back to before the mistake."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import TRUE, has, inside, is_true, only_where
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import DATABASE


def keeps_log(backups: Resource) -> Iterator[str]:
    """Find backups without a log to go on from."""
    if backups.get("binaryLogEnabled") not in TRUE:
        yield from is_true("pointInTimeRecoveryEnabled")(backups)


RULE = ResourceRule(
    name="require-backups-of-databases-on-gcp",
    promise="Every database of Cloud SQL is backed up, and its log kept besides.",
    severity=Severity.HIGH,
    remedy="set backupConfiguration.enabled to true, and pointInTimeRecoveryEnabled (MySQL: binaryLogEnabled)",
    references=("CIS GCP Foundations 6.8", "NIST SP 800-53 CP-9", "SOC 2 A1.2", "HIPAA 164.308(a)(7)(ii)(A)"),
    types=(DATABASE,),
    check=only_where(
        has("masterInstanceName", None), inside("settings.backupConfiguration", is_true("enabled"), keeps_log)
    ),
)
