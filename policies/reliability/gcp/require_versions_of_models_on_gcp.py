"""A model that serves can be taken back: the one before it is still there."""

from pulumi_policy import Severity

from policies.judge.asking import has, is_true, only_where
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import BUCKET, HOLDS

RULE = ResourceRule(
    name="require-versions-of-models-on-gcp",
    promise="Every bucket of Google Cloud that holds models keeps former versions.",
    severity=Severity.MEDIUM,
    remedy="set versioning.enabled to true, and end former versions by a lifecycle rule",
    references=("NIST SP 800-53 CP-9", "SOC 2 A1.2"),
    types=(BUCKET,),
    check=only_where(has(f"labels.{HOLDS}", "models"), is_true("versioning.enabled")),
    mended=lambda bucket: {**bucket, "versioning": {"enabled": True}},
)
