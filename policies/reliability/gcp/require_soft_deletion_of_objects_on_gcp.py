"""An object that was deleted can be brought back for a while."""

from pulumi_policy import Severity

from policies.judge.asking import only_where
from policies.judge.durations import DAY_S, lasts_at_least
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import BUCKET

LEAST = Setting(
    name="least-days",
    says="how long a deleted object can be brought back, in days",
    default=7,
    schema={"type": "integer", "minimum": 7, "maximum": 90},
)
"""Cloud Storage's own default where nothing is said, and its bounds."""


def is_said(bucket: Resource) -> bool:
    """Tell whether the bucket says anything of it."""
    return bucket.get("softDeletePolicy") is not None


RULE = ResourceRule(
    name="require-soft-deletion-of-objects-on-gcp",
    promise="No bucket of Google Cloud forgets at once what was deleted.",
    severity=Severity.HIGH,
    remedy="remove softDeletePolicy, or set it to at least the rule's least-days (604800 seconds are a week)",
    references=("NIST SP 800-53 CP-9", "SOC 2 A1.2", "HIPAA 164.308(a)(7)(ii)(A)"),
    types=(BUCKET,),
    settings=(LEAST,),
    check=only_where(is_said, lasts_at_least("softDeletePolicy.retentionDurationSeconds", LEAST)),
    mended=lambda bucket: {**bucket, "softDeletePolicy": {"retentionDurationSeconds": 7 * DAY_S}},
)
