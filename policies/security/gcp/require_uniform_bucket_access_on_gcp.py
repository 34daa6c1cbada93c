"""Rights to a bucket are given in one place: an ACL on a single object is a right that no review finds."""

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import BUCKET

RULE = ResourceRule(
    name="require-uniform-bucket-access-on-gcp",
    promise="No object of a bucket of Google Cloud has rights of its own.",
    severity=Severity.HIGH,
    remedy="set uniformBucketLevelAccess to true, and give rights by BucketIAMMember",
    references=("CIS GCP Foundations 5.2", "NIST SP 800-53 AC-3", "SOC 2 CC6.3"),
    types=(BUCKET,),
    check=is_true("uniformBucketLevelAccess"),
    mended=lambda bucket: {**bucket, "uniformBucketLevelAccess": True},
)
