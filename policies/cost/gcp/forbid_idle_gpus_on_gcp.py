"""A GPU that nobody asked for is not there."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import only_where, present
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import NODE_POOL

MOST = Setting(
    name="most-nodes",
    says="the nodes with GPUs that a pool keeps although nobody uses them",
    default=0,
    schema={"type": "integer", "minimum": 0},
)
KEPT = ("totalMinNodeCount", "minNodeCount")


def has_gpus(pool: Resource) -> bool:
    """Tell whether the nodes of a pool have GPUs."""
    return bool(pool.part("nodeConfig").get("guestAccelerators"))


def check(pool: Resource) -> Iterator[str]:
    """Find pools that keep nodes, and those of a fixed size."""
    yield from present("autoscaling", "autoscaling, since a fixed number of nodes is always paid for")(pool)
    for key in KEPT:
        kept = pool.part("autoscaling").get(key)
        if kept is not None and kept > pool.said(MOST):
            yield f"autoscaling.{key} is {shown(kept)}; allowed: at most {pool.said(MOST)}"


RULE = ResourceRule(
    name="forbid-idle-gpus-on-gcp",
    promise="Every node pool of GKE with GPUs shrinks to none.",
    severity=Severity.HIGH,
    remedy="set autoscaling.totalMinNodeCount to 0, or name a number in the rule's most-nodes",
    references=("FinOps Framework: Usage Optimization",),
    types=(NODE_POOL,),
    settings=(MOST,),
    check=only_where(has_gpus, check),
)
