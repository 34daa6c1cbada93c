"""What is written over or deleted can be had back, unless the bucket's lifecycle says that it is not kept."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import BUCKET_LIFECYCLES, BUCKET_VERSIONINGS, BUCKETS
from policies.judge.unknown import each


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find buckets that keep no versions though nothing says that these may go at once."""
    if not any(map(drops_versions, stack.about(bucket, BUCKET_LIFECYCLES, "bucket"))):
        found = stack.about(bucket, BUCKET_VERSIONINGS, "bucket")
        if not found:
            yield f"no {BUCKET_VERSIONINGS[0]} names it"
        yield from each(found, equals("versioningConfiguration.status", "Enabled"))


def drops_versions(lifecycle: Resource) -> bool:
    """Tell whether former versions go after a day, with none kept: for data that is made anew."""
    former = [rule.part("noncurrentVersionExpiration") for rule in lifecycle.parts("rules")]
    return any(one.get("noncurrentDays") == 1 and not one.get("newerNoncurrentVersions") for one in former)


RULE = StackRule(
    name="require-versions-of-buckets-on-aws",
    promise="Buckets of AWS keep versions, but for those whose lifecycle drops them after a day.",
    severity=Severity.MEDIUM,
    remedy="add a BucketVersioning with status Enabled, or a lifecycle rule with noncurrentDays 1",
    references=("AWS FSBP S3.14", "NIST SP 800-53 CP-9", "PCI DSS 10.3.3", "SOC 2 A1.2"),
    types=BUCKETS,
    reads=(*BUCKET_VERSIONINGS, *BUCKET_LIFECYCLES),
    check=check,
)
