"""A bucket of AWS refuses what is asked over plain HTTP: S3 itself answers it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.statements_of_aws import denied_to_all, statements
from policies.judge.types_of_aws import BUCKET_POLICY, BUCKETS
from policies.judge.unknown import each


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find buckets whose policy does not deny everything to everybody without TLS."""
    found = stack.about(bucket, BUCKET_POLICY, "bucket")
    if not found:
        yield f"no {BUCKET_POLICY} names it"
    yield from each(found, denies_plain)


def denies_plain(policy: Resource) -> Iterator[str]:
    """Find a policy under which somebody may do something without TLS."""
    found = [denied_to_all(one, "Bool", "aws:SecureTransport") for one in statements(policy, "policy")]
    if not any("false" in values for values in found):
        yield "policy has no statement that denies s3:* to everybody where aws:SecureTransport is false"


RULE = StackRule(
    name="require-tls-on-buckets-on-aws",
    promise="Every bucket of AWS refuses requests without TLS.",
    severity=Severity.HIGH,
    remedy="add a BucketPolicy that denies s3:* on the bucket and its objects where aws:SecureTransport is false",
    references=("CIS AWS Foundations 3.1.1", "AWS FSBP S3.5", "NIST SP 800-53 SC-8", "PCI DSS 4.2.1"),
    types=BUCKETS,
    reads=(BUCKET_POLICY,),
    check=check,
)
