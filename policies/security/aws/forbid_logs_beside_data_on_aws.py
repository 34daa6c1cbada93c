"""Logs go where nothing else is: who may write the data of a store could else write what tells of it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.purposes import named_by
from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.types_of_aws import BUCKET_LOGGINGS, BUCKETS, HOLDS, LOGS_HELD


def check(stack: Stack, logging: Resource) -> Iterator[str]:
    """Find logs that go to a store which says that it holds something else."""
    for store in named_by(stack, logging, "targetBucket", *BUCKETS):
        holds = store.part("tags").get(HOLDS)
        if holds not in (None, LOGS_HELD):
            yield f'targetBucket is "{store.name}" that holds {shown(holds)}; allowed: a store for logs'


RULE = StackRule(
    name="forbid-logs-beside-data-on-aws",
    promise="At AWS no access log of a bucket lies in a bucket of data.",
    severity=Severity.HIGH,
    remedy="name a bucket as targetBucket that holds logs alone",
    references=("NIST SP 800-53 AU-9", "PCI DSS 10.3.2", "SOC 2 CC7.2"),
    types=BUCKET_LOGGINGS,
    reads=BUCKETS,
    check=check,
)
