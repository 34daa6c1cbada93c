"""What the lifecycle of a bucket of AWS removes by age, in the bucket itself or in a resource beside it."""

from collections.abc import Iterator

from policies.judge.removals import Removal
from policies.judge.resource import Resource, Stack
from policies.judge.types_of_aws import BUCKET_LIFECYCLES


def removals(stack: Stack, bucket: Resource) -> Iterator[Removal]:
    """Yield each rule that is on and expires current objects."""
    for rule in bucket.parts("lifecycleRules"):
        if rule.get("enabled") is True:
            yield from _removal(rule, is_whole=not rule.get("prefix") and not rule.get("tags"))
    for lifecycle in stack.about(bucket, BUCKET_LIFECYCLES, "bucket"):
        for rule in lifecycle.parts("rules"):
            if rule.get("status") == "Enabled":
                yield from _removal(rule, is_whole=_is_whole(rule))


def _removal(rule: Resource, *, is_whole: bool) -> Iterator[Removal]:
    expiration = rule.part("expiration")
    days, date = expiration.get("days"), expiration.get("date")
    if days or date:
        yield Removal(rule.where, float(days) if days else None, is_whole)


def _is_whole(rule: Resource) -> bool:
    chosen = rule.part("filter")
    return not any(map(chosen.get, chosen.value)) and not rule.get("prefix")
