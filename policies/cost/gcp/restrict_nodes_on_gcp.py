"""A mistake in a manifest orders no fleet: how far a pool grows is told beforehand."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import at_most
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import NODE_POOL

MOST = Setting(
    name="most-nodes",
    says="the most nodes without GPUs that a pool may grow to",
    default=100,
    schema={"type": "integer", "minimum": 1},
)


def check(pool: Resource) -> Iterator[str]:
    """Find pools that grow too far; `maxNodeCount` and `nodeCount` are for each of its zones."""
    if pool.part("nodeConfig").get("guestAccelerators"):
        return
    if pool.get("autoscaling") is None:
        yield from at_most("nodeCount", MOST, "nodes")(pool)
        return
    each_zone = pool.part("autoscaling").get("maxNodeCount") is not None
    yield from at_most(f"autoscaling.{'maxNodeCount' if each_zone else 'totalMaxNodeCount'}", MOST, "nodes")(
        pool
    )


RULE = ResourceRule(
    name="restrict-nodes-on-gcp",
    promise="Every node pool of GKE without GPUs has a ceiling.",
    severity=Severity.MEDIUM,
    remedy="set autoscaling.totalMaxNodeCount, or nodeCount, to no more than the rule's most-nodes",
    references=("FinOps Framework: Budgeting", "NIST SP 800-53 SC-6"),
    types=(NODE_POOL,),
    settings=(MOST,),
    check=check,
)
