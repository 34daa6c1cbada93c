"""A bucket or a registry that holds something is not deleted together with it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import is_not_true, only_where
from policies.judge.properties_of_aws import kept_on
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import BUCKETS, REGISTRY


def check(accused: Resource) -> Iterator[str]:
    """Find stores that the provider empties when they are deleted; it does not where nothing is said."""
    yield from is_not_true("forceDelete" if accused.type == REGISTRY else "forceDestroy")(accused)


RULE = ResourceRule(
    name="forbid-emptying-of-stores-on-aws",
    promise="No store of AWS is emptied when it is deleted, unless its environment says that it may go.",
    severity=Severity.HIGH,
    remedy="set forceDestroy or forceDelete to false",
    references=("NIST SP 800-53 CP-9", "SOC 2 A1.2"),
    types=(*BUCKETS, REGISTRY),
    check=only_where(kept_on, check),
)
