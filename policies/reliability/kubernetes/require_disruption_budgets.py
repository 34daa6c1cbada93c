"""Who drains a node asks first: a head, and what has several replicas, has a budget that says how many must stay."""

from collections.abc import Iterator, Mapping

from pulumi_policy import Severity

from policies.judge.ray_clusters import every_head
from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.types_of_kubernetes import (
    DEPLOYMENT,
    DISRUPTION_BUDGET,
    RAY_CLUSTER,
    RAY_SERVICE,
    STATEFUL_SET,
)

# What KubeRay adds to the labels of a head's pod.
OF_A_HEAD = {"ray.io/node-type": "head"}


def check(stack: Stack, workload: Resource) -> Iterator[str]:
    """Find heads, and workloads of several replicas, whose pods no budget selects."""
    if workload.type in (RAY_CLUSTER, RAY_SERVICE):
        yield from every_head(lambda head: _check(stack, workload, head.part("template"), OF_A_HEAD))(
            workload
        )
    elif (workload.part("spec").get("replicas") or 1) > 1:
        yield from _check(stack, workload, workload.part("spec").part("template"), {})


def _check(stack: Stack, workload: Resource, template: Resource, more: Mapping[str, str]) -> Iterator[str]:
    labels = {**dict(template.part("metadata").part("labels").value), **more}
    place = workload.part("metadata").get("namespace")
    budgets = [
        budget
        for budget in stack.of_type(DISRUPTION_BUDGET)
        if budget.part("metadata").get("namespace") == place and _selects(budget, labels)
    ]
    if not budgets:
        yield f"no PodDisruptionBudget in {shown(place)} selects the pods of {template.way}"
    for budget in budgets:
        if not _keeps_some(budget.part("spec")):
            yield f"{budget.where} lets every pod of {template.way} go at once"


def _selects(budget: Resource, labels: Mapping[str, object]) -> bool:
    wanted = budget.part("spec").part("selector").part("matchLabels").value
    return len(wanted) > 0 and all(labels.get(key) == wanted[key] for key in wanted)


def _keeps_some(spec: Resource) -> bool:
    least, most = spec.get("minAvailable"), spec.get("maxUnavailable")
    return (least is not None and least not in (0, "0", "0%")) or (most is not None and most != "100%")


RULE = StackRule(
    name="require-disruption-budgets",
    promise="A drain takes no head, and not all replicas, without being asked to wait.",
    severity=Severity.MEDIUM,
    remedy="add a PodDisruptionBudget with minAvailable 1 that selects the pods by their labels",
    references=("NIST SP 800-53 CP-10", "NIST SP 800-53 SC-5", "SOC 2 A1.2"),
    types=(RAY_CLUSTER, RAY_SERVICE, DEPLOYMENT, STATEFUL_SET),
    reads=(DISRUPTION_BUDGET,),
    check=check,
)
