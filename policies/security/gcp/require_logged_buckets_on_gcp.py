"""Who asked what of a bucket is written down, in another bucket."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.logs_of_gcp import is_for_logs
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_gcp import BUCKET


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find buckets without a log, unless they hold the logs of others: a log of its own log never ends."""
    if not is_for_logs(stack, bucket):
        yield from present("logging.logBucket", "a bucket of access logs")(bucket)


RULE = StackRule(
    name="require-logged-buckets-on-gcp",
    promise="Every request to a bucket of Google Cloud is logged, but those to the bucket of the logs.",
    severity=Severity.MEDIUM,
    remedy="set logging.logBucket to a bucket that is kept for access logs",
    references=("NIST SP 800-53 AU-2", "PCI DSS 10.2.1", "HIPAA 164.312(b)"),
    types=(BUCKET,),
    reads=(BUCKET,),
    check=check,
)
