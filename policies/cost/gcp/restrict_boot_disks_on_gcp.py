"""A node's disk holds images and logs, and is paid for on every node."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import at_most, read
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import NODE_POOL

MOST = Setting(
    name="most-gigabytes",
    says="the size of the largest boot disk, in GB",
    default=1000,
    schema={"type": "integer", "minimum": 10},
)
SIZES = ("nodeConfig.bootDisk.sizeGb", "nodeConfig.diskSizeGb")
"""The second is the older way; GKE takes 100 GB where nothing is said."""


def check(pool: Resource) -> Iterator[str]:
    """Find disks that are too large."""
    for way in SIZES:
        if read(pool, way)[2] is not None:
            yield from at_most(way, MOST, "GB")(pool)


RULE = ResourceRule(
    name="restrict-boot-disks-on-gcp",
    promise="No node of GKE has a boot disk larger than is asked for.",
    severity=Severity.LOW,
    remedy="set nodeConfig.bootDisk.sizeGb to no more than the rule's most-gigabytes",
    references=("FinOps Framework: Usage Optimization",),
    types=(NODE_POOL,),
    settings=(MOST,),
    check=check,
)
