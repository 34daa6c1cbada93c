"""Machines of Azure with GPUs are bought when work waits for them, and not before."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import at_most, wherever
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import CLUSTER, POOL, POOLS

MOST = Setting(
    name="most-idle-nodes",
    says="how many machines with GPUs a pool keeps without work at most",
    default=0,
    schema={"type": "integer", "minimum": 0},
)


def bought_when_used(pool: Resource) -> Iterator[str]:
    """Find a pool of machines with GPUs that stays; Azure calls these sizes Standard_N."""
    if str(pool.get("vmSize")).startswith("Standard_N") and pool.get("minCount") is not None:
        yield from at_most("minCount", MOST, "machines")(pool)


RULE = ResourceRule(
    name="forbid-idle-gpus-on-azure",
    promise="No pool of Azure with GPUs keeps more machines without work than a team says.",
    severity=Severity.MEDIUM,
    remedy="set minCount to no more than the rule's most-idle-nodes",
    references=("FinOps Framework: Usage Optimization", "Azure Well-Architected CO:12"),
    types=(POOL, CLUSTER),
    settings=(MOST,),
    check=wherever(POOLS, bought_when_used),
)
