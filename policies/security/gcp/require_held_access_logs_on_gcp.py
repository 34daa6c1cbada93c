"""An access log of production outlives whoever would rather not be in it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import in_production
from policies.judge.durations import lasts_at_least
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import BUCKET

LEAST = Setting(
    name="least-days",
    says="how long an access log is held, in days",
    default=365,
    schema={"type": "integer", "minimum": 1, "maximum": 36500},
)
"""PCI DSS asks for twelve months; Cloud Storage holds objects for a hundred years at most."""


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find buckets in production that take the logs of others and do not hold them."""
    if stack.about(bucket, BUCKET, "logging") and in_production("labels")(bucket):
        yield from lasts_at_least("retentionPolicy.retentionPeriod", LEAST)(bucket)


RULE = StackRule(
    name="require-held-access-logs-on-gcp",
    promise="No access log of a bucket in production can be removed before its time.",
    severity=Severity.MEDIUM,
    remedy="set retentionPolicy.retentionPeriod of the bucket of logs to at least the rule's least-days",
    references=("CIS GCP Foundations 2.4", "NIST SP 800-53 AU-9", "NIST SP 800-53 AU-11", "PCI DSS 10.5.1"),
    types=(BUCKET,),
    reads=(BUCKET,),
    settings=(LEAST,),
    check=check,
)
