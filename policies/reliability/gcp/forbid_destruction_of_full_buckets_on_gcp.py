"""A bucket of production goes only when it is empty: one wrong word removes no objects."""

from pulumi_policy import Severity

from policies.judge.asking import in_production, is_not_true, only_where
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import BUCKET

RULE = ResourceRule(
    name="forbid-destruction-of-full-buckets-on-gcp",
    promise="No bucket of Google Cloud in production is removed with what is in it.",
    severity=Severity.HIGH,
    remedy="remove forceDestroy",
    references=("NIST SP 800-53 CP-9", "SOC 2 A1.2"),
    types=(BUCKET,),
    check=only_where(in_production("labels"), is_not_true("forceDestroy")),
    mended=lambda bucket: {**bucket, "forceDestroy": False},
)
