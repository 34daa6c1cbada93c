"""Access logs are kept as long as somebody may have to ask them."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import at_least, every, inside, only_where
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import BUCKET_LIFECYCLES, BUCKET_LOGGINGS, BUCKETS

LEAST = Setting(
    name="least-days",
    says="how long access logs are kept at least, in days",
    default=365,
    schema={"type": "integer", "minimum": 1},
)
"""PCI DSS 10.5.1: twelve months."""


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find buckets that take access logs and drop them early; without a lifecycle they are kept."""
    if stack.about(bucket, BUCKET_LOGGINGS, "targetBucket"):
        for lifecycle in stack.about(bucket, BUCKET_LIFECYCLES, "bucket"):
            yield from every(
                "rules", inside("expiration", only_where(has_days, at_least("days", LEAST, "days")))
            )(lifecycle)


def has_days(expiration: Resource) -> bool:
    """Tell whether a rule is about the age of objects."""
    return expiration.get("days") is not None


RULE = StackRule(
    name="require-kept-access-logs-on-aws",
    promise="Buckets of AWS keep access logs for a year.",
    severity=Severity.MEDIUM,
    remedy="set expiration.days of the lifecycle's rules to the rule's least-days",
    references=("NIST SP 800-53 AU-11", "PCI DSS 10.5.1"),
    types=BUCKETS,
    settings=(LEAST,),
    reads=(*BUCKET_LOGGINGS, *BUCKET_LIFECYCLES),
    check=check,
)
