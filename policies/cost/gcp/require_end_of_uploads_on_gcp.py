"""An upload that nobody ended goes one day: it is paid for, and no listing shows it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import some
from policies.judge.logs_of_gcp import holds_only_logs
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_gcp import BUCKET


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find buckets that keep parts of uploads; where there are access logs alone, Google alone writes."""
    if not holds_only_logs(stack, bucket):
        yield from some("lifecycleRules", ends_uploads, "an AbortIncompleteMultipartUpload")(bucket)


def ends_uploads(rule: Resource) -> bool:
    """Tell whether a lifecycle rule ends uploads."""
    return rule.part("action").get("type") == "AbortIncompleteMultipartUpload"


RULE = StackRule(
    name="require-end-of-uploads-on-gcp",
    promise="Every bucket of Google Cloud ends uploads that were given up.",
    severity=Severity.LOW,
    remedy="add a lifecycle rule AbortIncompleteMultipartUpload with an age of a few days",
    references=("FinOps Framework: Usage Optimization",),
    types=(BUCKET,),
    reads=(BUCKET,),
    check=check,
)
