"""Why machines did not come, or would not go, can be found out later: on AKS nobody else sees the autoscaler."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import TRUE, has
from policies.judge.logs_of_azure import ALL, logged
from policies.judge.resource import Resource, Stack
from policies.judge.rule import StackRule
from policies.judge.types_of_azure import CLUSTER, DIAGNOSTICS, POOL, POOLS

CATEGORY = "cluster-autoscaler"
scales = has("enableAutoScaling", *TRUE)


def check(stack: Stack, cluster: Resource) -> Iterator[str]:
    """Find clusters that scale by themselves and keep nothing of what the autoscaler decided."""
    if not any(map(scales, (*cluster.parts(POOLS[CLUSTER]), *stack.about(cluster, POOL, "resourceName")))):
        return
    if not logged(stack, cluster) & {CATEGORY, ALL}:
        yield f"no {DIAGNOSTICS} keeps {CATEGORY} of it"


RULE = StackRule(
    name="require-autoscaler-logs-on-azure",
    promise="Every cluster of Azure that scales by itself keeps the log of its autoscaler.",
    severity=Severity.LOW,
    remedy="let a DiagnosticSetting of the cluster have cluster-autoscaler, enabled, and a place to keep it",
    references=(
        "AKS documentation: Use the cluster autoscaler",
        "Azure Well-Architected OE:07",
        "SOC 2 A1.1",
    ),
    types=(CLUSTER,),
    reads=(DIAGNOSTICS, POOL),
    check=check,
)
