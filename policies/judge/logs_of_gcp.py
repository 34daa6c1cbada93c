"""Which buckets of Google Cloud are for access logs: told by what is written into them, not by how they are called."""

from policies.judge.resource import Resource, Stack
from policies.judge.types_of_gcp import BUCKET, HOLDS, LOGS_HELD


def is_for_logs(stack: Stack, bucket: Resource) -> bool:
    """Tell whether a bucket takes the access logs of others, and does not say that it holds anything else.

    What says nothing may hold anything besides: it is excused of a log of the log, which would never end, and no more.

    Raises NotKnownYetError where another bucket does not tell yet where its logs go.
    """
    taken = [each for each in stack.about(bucket, BUCKET, "logging") if _logs_into(each, bucket)]
    return bool(taken) and bucket.part("labels").get(HOLDS) in (None, LOGS_HELD)


def holds_only_logs(stack: Stack, bucket: Resource) -> bool:
    """Tell whether a bucket takes the access logs of others, and says that these are all it holds."""
    return bucket.part("labels").get(HOLDS) == LOGS_HELD and is_for_logs(stack, bucket)


def _logs_into(other: Resource, bucket: Resource) -> bool:
    """Tell whether another bucket's logs go there; what it says of logging may come from there for another reason."""
    named = other.part("logging").get("logBucket"), bucket.get("name")
    return other.urn != bucket.urn and (None in named or named[0] == named[1])
