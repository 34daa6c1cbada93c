"""A bucket has a key of its own under the customer's: else KMS is asked, and paid, for each object."""

from pulumi_policy import Severity

from policies.judge.asking import every, is_true, only_where
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import BUCKET_ENCRYPTIONS


def is_by_key(rule: Resource) -> bool:
    """Tell whether a rule encrypts by KMS."""
    return str(rule.part("applyServerSideEncryptionByDefault").get("sseAlgorithm") or "").startswith(
        "aws:kms"
    )


RULE = ResourceRule(
    name="require-bucket-keys-on-aws",
    promise="Buckets of AWS do not ask KMS for each object.",
    severity=Severity.LOW,
    remedy="set bucketKeyEnabled to true",
    references=("Amazon S3 user guide: S3 Bucket Keys", "AWS Well-Architected COST05-BP05"),
    types=BUCKET_ENCRYPTIONS,
    check=every("rules", only_where(is_by_key, is_true("bucketKeyEnabled"))),
)
