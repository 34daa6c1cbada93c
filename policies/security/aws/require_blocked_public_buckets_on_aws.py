"""A bucket of AWS cannot be opened to the public, not even by a policy or an ACL that somebody adds to it later."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import is_true
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import BUCKETS
from policies.judge.unknown import each, together

BLOCK = "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock"
SWITCHES = ("blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets")


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find buckets without a block, and blocks with a switch that is off."""
    blocks = stack.about(bucket, BLOCK, "bucket")
    if not blocks:
        yield f"no {BLOCK} names it"
    yield from each(blocks, together(*map(is_true, SWITCHES)))


RULE = StackRule(
    name="require-blocked-public-buckets-on-aws",
    promise="No bucket of AWS can be opened to the public.",
    severity=Severity.CRITICAL,
    remedy="add a BucketPublicAccessBlock for the bucket, and set all four of its switches to true",
    references=(
        "CIS AWS Foundations 3.1.4",
        "AWS FSBP S3.8",
        "NIST SP 800-53 AC-3",
        "PCI DSS 1.4.4",
        "HIPAA 164.312(a)(1)",
    ),
    types=BUCKETS,
    reads=(BLOCK,),
    check=check,
)
