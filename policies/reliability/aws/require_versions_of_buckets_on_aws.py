"""What is written over or deleted can be had back, unless the bucket's lifecycle says that it is not kept."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, present
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import BUCKET_LIFECYCLES, BUCKET_VERSIONINGS, BUCKETS, HOLDS
from policies.judge.unknown import each

KEPT = Setting(
    name="holds",
    says="what a bucket holds, by its tag groundplan-holds, so that it keeps versions whatever its lifecycle says",
    default=["models"],
    schema={"type": "array", "items": {"type": "string"}},
)
STATUS = "versioningConfiguration.status"


def check(stack: Stack, bucket: Resource) -> Iterator[str]:
    """Find buckets that keep no versions though nothing says that these may go, and those that leave it open."""
    found = stack.about(bucket, BUCKET_VERSIONINGS, "bucket")
    if not found:
        yield f"no {BUCKET_VERSIONINGS[0]} names it"
    is_kept = bucket.part("tags").get(HOLDS) in bucket.said(KEPT)
    may_go = not is_kept and any(map(drops_versions, stack.about(bucket, BUCKET_LIFECYCLES, "bucket")))
    yield from each(found, present(STATUS, "Enabled or Suspended") if may_go else equals(STATUS, "Enabled"))


def drops_versions(lifecycle: Resource) -> bool:
    """Tell whether all former versions go after a day, with none kept: for data that is made anew."""
    return any(map(drops_all, lifecycle.parts("rules")))


def drops_all(rule: Resource) -> bool:
    """Tell whether a rule that is on drops the former versions of every object, not of some folder or tag."""
    former = rule.part("noncurrentVersionExpiration")
    chosen = rule.part("filter")
    is_whole = not any(map(chosen.get, chosen.value)) and not rule.get("prefix")
    is_right = rule.get("status") == "Enabled" and is_whole
    return is_right and former.get("noncurrentDays") == 1 and not former.get("newerNoncurrentVersions")


RULE = StackRule(
    name="require-versions-of-buckets-on-aws",
    promise="Buckets of AWS say that they keep versions, but for those whose lifecycle drops them all after a day.",
    severity=Severity.MEDIUM,
    remedy="add a BucketVersioning with status Enabled, or Suspended beside a lifecycle rule with noncurrentDays 1",
    references=("NIST SP 800-53 CP-9", "SOC 2 A1.2"),
    types=BUCKETS,
    settings=(KEPT,),
    reads=(*BUCKET_VERSIONINGS, *BUCKET_LIFECYCLES),
    check=check,
)
