"""A bucket of AWS is encrypted by a customer's key, so that access can be taken away in one place, and is seen."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, every, present
from policies.judge.logs_of_aws import holds_only_logs
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import BUCKET_ENCRYPTIONS, BUCKET_LOGGINGS, BUCKETS
from policies.judge.unknown import each


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find buckets without a default encryption, and such as leave the key to S3."""
    found = stack.about(bucket, BUCKET_ENCRYPTIONS, "bucket")
    if not found:
        yield f"no {BUCKET_ENCRYPTIONS[0]} names it"
    if not holds_only_logs(stack, bucket):
        yield from each(found, by_own_key)


# Amazon S3, "Enabling server access logging": logs go to no bucket that a customer's key encrypts.
by_own_key = every(
    "rules",
    equals("applyServerSideEncryptionByDefault.sseAlgorithm", "aws:kms", "aws:kms:dsse"),
    present("applyServerSideEncryptionByDefault.kmsMasterKeyId", "a customer's key"),
)


RULE = StackRule(
    name="require-encrypted-buckets-on-aws",
    promise="Every bucket of AWS is encrypted by a customer's key, but for those of access logs.",
    severity=Severity.HIGH,
    remedy=(
        "add a BucketServerSideEncryptionConfiguration with sseAlgorithm aws:kms and kmsMasterKeyId; tag a bucket of "
        "access logs with groundplan-holds logs"
    ),
    references=("NIST SP 800-53 SC-28", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)"),
    types=BUCKETS,
    reads=(*BUCKET_ENCRYPTIONS, *BUCKET_LOGGINGS),
    check=check,
)
