"""The machines with GPUs of a cluster of Azure, which cost most of it, have an end together."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import TRUE
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import CLUSTER, POOL

MOST = Setting(
    name="most-gpu-nodes",
    says="how many machines with GPUs the pools of a cluster have at most, all together",
    default=32,
    schema={"type": "integer", "minimum": 0},
)


def check(stack: Stack, cluster: Resource) -> Iterator[str]:
    """Add up what the pools with GPUs may grow to; Azure calls these sizes Standard_N."""
    pools = [*cluster.parts("agentPoolProfiles"), *stack.about(cluster, POOL, "resourceName")]
    nodes = sum(largest(pool) for pool in pools if str(pool.get("vmSize")).startswith("Standard_N"))
    if nodes > cluster.said(MOST):
        yield f"its pools grow to {nodes:g} machines with GPUs; allowed: at most {cluster.said(MOST)}"


def largest(pool: Resource) -> float:
    """Return how many machines a pool may have."""
    found = pool.get("maxCount") if pool.get("enableAutoScaling") in TRUE else pool.get("count")
    return float(found or 0)


RULE = StackRule(
    name="restrict-gpu-nodes-on-azure",
    promise="No cluster of Azure grows beyond the machines with GPUs that a team says.",
    severity=Severity.HIGH,
    remedy="set maxCount of the pools so that they have no more together than the rule's most-gpu-nodes",
    references=(
        "FinOps Framework: Usage Optimization",
        "Azure Well-Architected CO:04",
        "Azure Well-Architected CO:12",
    ),
    types=(CLUSTER,),
    reads=(POOL,),
    settings=(MOST,),
    check=check,
)
