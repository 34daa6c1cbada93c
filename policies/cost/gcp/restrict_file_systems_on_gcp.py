"""A file system is paid for whole from the first day, however empty."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import at_most
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import FILESTORE, LUSTRE, PARALLELSTORE

MOST = Setting(
    name="most-gibibytes",
    says="the size of the largest file system, in GiB",
    default=102400,
    schema={"type": "integer", "minimum": 1024},
)
SIZES = {FILESTORE: "fileShares.capacityGb", LUSTRE: "capacityGib", PARALLELSTORE: "capacityGib"}


def check(store: Resource) -> Iterator[str]:
    """Find file systems that are too large."""
    yield from at_most(SIZES[store.type], MOST, "GiB")(store)


RULE = ResourceRule(
    name="restrict-file-systems-on-gcp",
    promise="No file system of Google Cloud is larger than is asked for.",
    severity=Severity.MEDIUM,
    remedy="set its capacity to no more than the rule's most-gibibytes",
    references=("FinOps Framework: Budgeting",),
    types=tuple(SIZES),
    settings=(MOST,),
    check=check,
)
