"""What the lifecycle of a bucket of Google Cloud removes by age."""

from collections.abc import Iterator

from policies.judge.removals import Removal
from policies.judge.resource import Resource, Stack

FORMER = ("numNewerVersions", "daysSinceNoncurrentTime", "noncurrentTimeBefore")
"""Conditions that former versions alone meet."""
NARROWING = (
    *FORMER, "createdBefore", "customTimeBefore", "daysSinceCustomTime", "matchesPrefixes", "matchesSuffixes",
    "matchesStorageClasses",
)  # fmt: skip
"""Conditions beside an age that some objects never meet: all conditions of a rule have to hold."""


def removals(_stack: Stack, bucket: Resource) -> Iterator[Removal]:
    """Yield each rule that deletes current objects."""
    for rule in bucket.parts("lifecycleRules"):
        condition = rule.part("condition")
        is_former = condition.get("withState") == "ARCHIVED" or any(map(condition.get, FORMER))
        if rule.part("action").get("type") == "Delete" and not is_former:
            age = condition.get("age")
            is_whole = not any(map(condition.get, NARROWING))
            yield Removal(rule.where, float(age) if age else None, is_whole=is_whole)
