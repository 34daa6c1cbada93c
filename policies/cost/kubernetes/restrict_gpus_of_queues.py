"""No queue of Kueue gives more GPUs than the team wants to pay for at once."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every, has, only_where
from policies.judge.most_gpus import MOST, no_more_than
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import CLUSTER_QUEUE, GPU


def check(resource: Resource) -> Iterator[str]:
    """Find quotas of GPUs above the ceiling."""
    yield from no_more_than(resource, "nominalQuota")


RULE = ResourceRule(
    name="restrict-gpus-of-queues",
    promise="No queue gives more GPUs than the team's ceiling.",
    severity=Severity.HIGH,
    remedy="lower the queue's quota in the plan, or raise the rule's most-gpus",
    references=("NIST SP 800-53 SC-6", "FinOps Framework: Budgeting", "Kueue documentation: ClusterQueue"),
    types=(CLUSTER_QUEUE,),
    settings=(MOST,),
    check=every(
        "spec.resourceGroups", every("flavors", every("resources", only_where(has("name", GPU), check)))
    ),
)
