"""Leftovers of a bucket go by themselves: unfinished uploads and former versions are paid for and seen by nobody."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, every
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import BUCKET_LIFECYCLES, BUCKETS
from policies.judge.unknown import each, together

LONGEST = Setting(
    name="longest-days",
    says="how long parts of an upload that nobody finished are kept, in days",
    default=7,
    schema={"type": "integer", "minimum": 1},
)


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find buckets whose lifecycle is off, or leaves unfinished uploads or former versions lying."""
    found = stack.about(bucket, BUCKET_LIFECYCLES, "bucket")
    if not found:
        yield f"no {BUCKET_LIFECYCLES[0]} names it"
    yield from each(found, together(every("rules", equals("status", "Enabled")), removes_leftovers))


def removes_leftovers(lifecycle: Resource) -> Iterator[str]:
    """Find a lifecycle in which no enabled rule removes one of the leftovers."""
    rules = [rule for rule in lifecycle.parts("rules") if rule.get("status") == "Enabled"]
    days = [rule.part("abortIncompleteMultipartUpload").get("daysAfterInitiation") for rule in rules]
    if not any(day is not None and day <= lifecycle.said(LONGEST) for day in days):
        yield f"no enabled rule aborts unfinished uploads; allowed: after at most {lifecycle.said(LONGEST)} days"
    if not any(rule.part("noncurrentVersionExpiration").get("noncurrentDays") for rule in rules):
        yield "no enabled rule removes former versions; allowed: noncurrentVersionExpiration with noncurrentDays"


RULE = StackRule(
    name="require-lifecycle-of-buckets-on-aws",
    promise="Leftovers of every bucket of AWS are removed.",
    severity=Severity.LOW,
    remedy="add rules with abortIncompleteMultipartUpload and noncurrentVersionExpiration",
    references=("AWS FSBP S3.13", "AWS Well-Architected COST04-BP05", "NIST SP 800-53 SI-12"),
    types=BUCKETS,
    settings=(LONGEST,),
    reads=BUCKET_LIFECYCLES,
    check=check,
)
