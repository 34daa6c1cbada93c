"""A file system of production cannot be deleted, not even past this program."""

from pulumi_policy import Severity

from policies.judge.asking import in_production, is_true, only_where
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import FILESTORE

RULE = ResourceRule(
    name="require-deletion-protection-of-file-systems-on-gcp",
    promise="Every share of Filestore in production refuses to be deleted.",
    severity=Severity.HIGH,
    remedy="set deletionProtectionEnabled to true",
    references=("NIST SP 800-53 CP-9", "SOC 2 A1.2"),
    types=(FILESTORE,),
    check=only_where(in_production("labels"), is_true("deletionProtectionEnabled")),
    mended=lambda store: {**store, "deletionProtectionEnabled": True},
)
