"""Where the objects of KubeRay say what their Ray cluster is: one way for each kind."""

from collections.abc import Iterator, Mapping

from policies.judge.asking import Check, every, inside, read
from policies.judge.resource import Resource
from policies.judge.types_of_kubernetes import RAY_CLUSTER, RAY_CRON_JOB, RAY_JOB, RAY_SERVICE
from policies.judge.unknown import NotKnownYetError, together

WAYS: Mapping[str, str] = {
    RAY_CLUSTER: "spec",
    RAY_SERVICE: "spec.rayClusterConfig",
    RAY_JOB: "spec.rayClusterSpec",
    RAY_CRON_JOB: "spec.jobTemplate.rayClusterSpec",
}
"""Kind -> the way to the specification of its cluster."""


def every_ray_cluster(*checks: Check) -> Check:
    """Make checks on the specification of a Ray cluster; a job may name a cluster that exists and have none."""

    def check(accused: Resource) -> Iterator[str]:
        way = WAYS[accused.type]
        if read(accused, way)[2] is not None:
            yield from inside(way, *checks)(accused)

    return check


def every_head(*checks: Check) -> Check:
    """Make checks on the head's group."""
    return every_ray_cluster(inside("headGroupSpec", *checks))


def every_worker_group(*checks: Check) -> Check:
    """Make checks on each group of workers."""
    return every_ray_cluster(every("workerGroupSpecs", *checks))


def every_group(*checks: Check) -> Check:
    """Make checks on the head's group and on each group of workers."""
    return together(every_head(*checks), every_worker_group(*checks))


def every_ray_container(*checks: Check) -> Check:
    """Make checks on the container that runs Ray in each group: KubeRay takes the first one for it."""

    def first(group: Resource) -> Iterator[str]:
        containers = group.part("template").part("spec").parts("containers")
        if len(containers):
            yield from together(*checks)(containers[0])

    return every_group(first)


def variable_of(container: Resource, name: str) -> Resource | None:
    """Return a variable of a container. Raises NotKnownYetError, also where a patch leaves it out."""
    for variable in reversed(container.parts("env")):
        if variable.get("name") == name:
            return variable
    if container.partial:
        raise NotKnownYetError(())  # a patch adds variables to those that are there
    return None
