"""Access logs go one day: there are more of them every day, and nobody reads old ones."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import some
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import BUCKET

MOST = Setting(
    name="most-days",
    says="how long access logs are kept at most, in days",
    default=400,
    schema={"type": "integer", "minimum": 1},
)


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find buckets that take the logs of others, and keep them."""
    if stack.about(bucket, BUCKET, "logging"):
        yield from some("lifecycleRules", ends, f"a Delete by an age of at most {bucket.said(MOST)} days")(
            bucket
        )


def ends(rule: Resource) -> bool:
    """Tell whether a lifecycle rule deletes what is old."""
    age = rule.part("condition").get("age")
    return rule.part("action").get("type") == "Delete" and age is not None and age <= rule.said(MOST)


RULE = StackRule(
    name="require-end-of-access-logs-on-gcp",
    promise="Every bucket of access logs of Google Cloud ends them.",
    severity=Severity.LOW,
    remedy="add a lifecycle rule that deletes by an age of no more than the rule's most-days",
    references=("FinOps Framework: Usage Optimization", "NIST SP 800-53 AU-11"),
    types=(BUCKET,),
    reads=(BUCKET,),
    settings=(MOST,),
    check=check,
)
