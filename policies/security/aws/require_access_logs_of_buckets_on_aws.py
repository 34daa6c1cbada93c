"""Who read which object of a bucket can be told afterwards."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.logs_of_aws import is_for_logs
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import BUCKET_LOGGINGS, BUCKETS
from policies.judge.unknown import each


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find buckets without access logs; one that takes the logs of others would be its own subject."""
    of_bucket = stack.about(bucket, BUCKET_LOGGINGS, "bucket")
    if not of_bucket and not is_for_logs(stack, bucket):
        yield f"no {BUCKET_LOGGINGS[0]} names it"
    yield from each(of_bucket, present("targetBucket", "a bucket for logs"))


RULE = StackRule(
    name="require-access-logs-of-buckets-on-aws",
    promise="Requests to every bucket of AWS are logged.",
    severity=Severity.MEDIUM,
    remedy="add a BucketLogging whose targetBucket is a bucket for logs",
    references=("AWS FSBP S3.9", "NIST SP 800-53 AU-2", "PCI DSS 10.2.1", "HIPAA 164.312(b)"),
    types=BUCKETS,
    reads=BUCKET_LOGGINGS,
    check=check,
)
