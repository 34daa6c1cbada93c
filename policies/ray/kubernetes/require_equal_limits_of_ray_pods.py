"""A Ray node has what it counts on: memory that is only perhaps there is taken when work is at its largest."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.quantities import amount
from policies.judge.ray_clusters import every_ray_container
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import GPU, RAY_KINDS


def check(container: Resource) -> Iterator[str]:
    """Find nodes whose requests and limits of memory, or of GPUs, differ."""
    resources = container.part("resources")
    limits, requests = resources.part("limits"), resources.part("requests")
    for key in ("memory", GPU):
        limit, request = limits.get(key), requests.get(key)
        # A request that is unsaid is what the limit says.
        if request is not None and amount(limit) != amount(request):
            yield f"{requests.place(key)} is {shown(request)}, and the limit {shown(limit)}; allowed: the same"


RULE = ResourceRule(
    name="require-equal-limits-of-ray-pods",
    promise="A Ray node has the memory and the GPUs that it counts on.",
    severity=Severity.MEDIUM,
    remedy="set requests and limits of memory and of GPUs to the same amounts",
    references=("KubeRay documentation: Pod configuration", "NIST SP 800-53 SC-6", "SOC 2 A1.1"),
    types=RAY_KINDS,
    check=every_ray_container(check),
)
