"""A group of workers with GPUs stays below what the team wants to pay for at once."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.gpus_of_pods import gpus_of
from policies.judge.most_gpus import MOST, no_more_than
from policies.judge.ray_clusters import every_worker_group
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_KINDS


def check(group: Resource) -> Iterator[str]:
    """Find groups whose GPUs, at the largest, are above the ceiling."""
    gpus = gpus_of(group.part("template").part("spec"))
    if gpus and group.get("maxReplicas") is not None:
        yield from no_more_than(group, "maxReplicas", gpus)


RULE = ResourceRule(
    name="restrict-gpus-of-worker-groups",
    promise="No group of workers takes more GPUs than the team's ceiling.",
    severity=Severity.HIGH,
    remedy="lower maxReplicas of the group, or raise the rule's most-gpus",
    references=("NIST SP 800-53 SC-6", "FinOps Framework: Budgeting"),
    types=RAY_KINDS,
    settings=(MOST,),
    check=every_worker_group(check),
)
