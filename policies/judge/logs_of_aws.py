"""Which buckets of AWS are for access logs: told by what is written into them, not by how they are called."""

from policies.judge.resource import Resource, Stack
from policies.judge.types_of_aws import BUCKET_LOGGINGS, HOLDS, LOGS_HELD


def is_for_logs(stack: Stack, bucket: Resource) -> bool:
    """Tell whether a bucket takes the access logs of others, and does not say that it holds anything else.

    What says nothing may hold anything besides: it is excused of a log of the log, which would never end, and no more.

    Raises NotKnownYetError where a logging does not tell yet whose logs go where.
    """
    own = stack.about(bucket, BUCKET_LOGGINGS, "bucket")
    taken = [each for each in stack.about(bucket, BUCKET_LOGGINGS, "targetBucket") if each not in own]
    return bool(taken) and bucket.part("tags").get(HOLDS) in (None, LOGS_HELD)


def holds_only_logs(stack: Stack, bucket: Resource) -> bool:
    """Tell whether a bucket takes the access logs of others, and says that these are all it holds."""
    return bucket.part("tags").get(HOLDS) == LOGS_HELD and is_for_logs(stack, bucket)
