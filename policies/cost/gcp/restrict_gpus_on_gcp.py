"""GPUs are most of the bill: how many a pool may ever have is told beforehand."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import read
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import NODE_POOL

MOST = Setting(
    name="most-gpus",
    says="the most GPUs that a pool may grow to",
    default=64,
    schema={"type": "integer", "minimum": 0},
)
CEILINGS = ("autoscaling.totalMaxNodeCount", "autoscaling.maxNodeCount", "nodeCount")


def check(pool: Resource) -> Iterator[str]:
    """Find pools that may have too many GPUs, or any number."""
    each_node = gpus(pool)
    if not each_node:
        return
    way, nodes = next(
        ((way, said) for way in CEILINGS if (said := read(pool, way)[2]) is not None), ("", None)
    )
    if nodes is None:
        yield f"{CEILINGS[0]} is absent; allowed: a ceiling"
    elif nodes * each_node > pool.said(MOST):
        yield f"{way} is {nodes:g}, of {each_node:g} GPUs each; allowed: at most {pool.said(MOST)} GPUs"


def gpus(pool: Resource) -> float:
    """Return how many GPUs each node of a pool has."""
    return sum(float(part.get("count") or 0) for part in pool.part("nodeConfig").parts("guestAccelerators"))


RULE = ResourceRule(
    name="restrict-gpus-on-gcp",
    promise="No node pool of GKE grows beyond the GPUs that are spared.",
    severity=Severity.HIGH,
    remedy="set autoscaling.totalMaxNodeCount so that nodes times GPUs are no more than the rule's most-gpus",
    references=("FinOps Framework: Budgeting", "NIST SP 800-53 SC-6"),
    types=(NODE_POOL,),
    settings=(MOST,),
    check=check,
)
