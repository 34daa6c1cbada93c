"""Ray places work on the GPUs that a pod has: counted wrong, work fails or cards idle."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.gpus_of_pods import gpus_of
from policies.judge.quantities import amount
from policies.judge.ray_clusters import every_worker_group
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_KINDS


def check(group: Resource) -> Iterator[str]:
    """Find groups that tell Ray another number of GPUs than their pods have."""
    told, has = group.part("rayStartParams").get("num-gpus"), gpus_of(group.part("template").part("spec"))
    # Unsaid, KubeRay tells Ray what the limits say. A share of a card (MIG) has another name, and counts apart.
    if told is not None and has and amount(told) != has:
        yield f"{group.place('rayStartParams.num-gpus')} is {shown(told)}, and its pods have {has:g}"


RULE = ResourceRule(
    name="require-true-gpus-of-ray-nodes",
    promise="A Ray node counts the GPUs that it has.",
    severity=Severity.MEDIUM,
    remedy="leave rayStartParams.num-gpus out, or set it to the limit of nvidia.com/gpu",
    references=(
        "KubeRay documentation: Pod configuration",
        "NIST SP 800-53 SC-6",
        "FinOps Framework: Usage Optimization",
    ),
    types=RAY_KINDS,
    check=every_worker_group(check),
)
