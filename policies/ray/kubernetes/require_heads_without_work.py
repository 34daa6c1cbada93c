"""A head that has workers does no work itself: what fills its memory ends the control store, and the cluster."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.ray_clusters import every_ray_cluster
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_KINDS
from policies.judge.unknown import each


def check(cluster: Resource) -> Iterator[str]:
    """Find heads beside workers on which Ray may place work."""
    if not len(cluster.parts("workerGroupSpecs")):
        return
    parameters = cluster.part("headGroupSpec").part("rayStartParams")

    def one(key: str) -> Iterator[str]:
        value = parameters.get(key)
        # Unsaid, Ray counts what the pod has; a head has GPUs only where somebody gives it some.
        if value not in ("0", 0) and not (key == "num-gpus" and value is None):
            yield f'{parameters.place(key)} is {shown(value)}; allowed: "0"'

    yield from each(("num-cpus", "num-gpus"), one)


RULE = ResourceRule(
    name="require-heads-without-work",
    promise="No work is placed on the head of a cluster that has workers.",
    severity=Severity.HIGH,
    remedy='set rayStartParams of the head: num-cpus to "0"',
    references=(
        "Ray documentation: Best practices for deploying large clusters",
        "NIST SP 800-53 SC-5",
        "SOC 2 A1.2",
    ),
    types=RAY_KINDS,
    check=every_ray_cluster(check),
)
