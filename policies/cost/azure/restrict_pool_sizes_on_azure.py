"""A pool of machines of Azure has an end: a loop that submits work does not buy a hundred of them over night."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import TRUE, at_most, has, wherever
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import CLUSTER, POOL, POOLS

MOST = Setting(
    name="most-nodes",
    says="how many machines a pool without GPUs has at most",
    default=100,
    schema={"type": "integer", "minimum": 1, "maximum": 1000},
)
scales = has("enableAutoScaling", *TRUE)


def bounded(pool: Resource) -> Iterator[str]:
    """Find a pool that may grow too far; one with GPUs is counted by another rule."""
    if not str(pool.get("vmSize")).startswith("Standard_N"):
        yield from at_most("maxCount" if scales(pool) else "count", MOST, "machines")(pool)


RULE = ResourceRule(
    name="restrict-pool-sizes-on-azure",
    promise="No agent pool of Azure without GPUs grows beyond what a team says.",
    severity=Severity.MEDIUM,
    remedy="set maxCount (or count, without autoscaling) to no more than the rule's most-nodes",
    references=(
        "FinOps Framework: Usage Optimization",
        "Azure Well-Architected CO:04",
        "Azure Well-Architected CO:12",
    ),
    types=(POOL, CLUSTER),
    settings=(MOST,),
    check=wherever(POOLS, bounded),
)
