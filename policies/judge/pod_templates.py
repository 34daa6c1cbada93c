"""Where every kind of workload says what its pods are: one reader of them all, those of Ray included.

Names differ, the law does not: a pod is a pod, whoever makes it (Kubernetes, "Pod Security Standards").
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from policies.judge.asking import Check, every, inside, read
from policies.judge.ray_clusters import every_group, every_ray_cluster
from policies.judge.resource import Resource
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import (
    CRON_JOB,
    DAEMON_SET,
    DEPLOYMENT,
    JOB,
    POD,
    RAY_CLUSTER,
    RAY_CRON_JOB,
    RAY_JOB,
    RAY_KINDS,
    RAY_SERVICE,
    REPLICA_SET,
    REPLICATION_CONTROLLER,
    STATEFUL_SET,
)
from policies.judge.unknown import NotKnownYetError, each, together

EXEMPT = Setting(
    name="exempt-workloads",
    says="workloads that drive devices of the nodes and so need rights there, as namespace/name",
    default=[
        "kube-system/efa-device-plugin",
        "kube-system/nvidia-dcgm-exporter",
        # Of the GPU operator, where somebody declares them without it.
        *(
            f"gpu-operator/nvidia-{part}-daemonset"
            for part in ("driver", "container-toolkit", "device-plugin")
        ),
    ],
    schema={"type": "array", "items": {"type": "string", "pattern": "^[^/]+/[^/]+$"}},
)

TEMPLATES: Mapping[str, tuple[str, ...]] = {
    POD: ("",),
    **dict.fromkeys(
        (DEPLOYMENT, STATEFUL_SET, DAEMON_SET, REPLICA_SET, REPLICATION_CONTROLLER, JOB), ("spec.template",)
    ),
    CRON_JOB: ("spec.jobTemplate.spec.template",),
    RAY_CLUSTER: (),
    RAY_SERVICE: (),
    RAY_JOB: ("spec.submitterPodTemplate",),
    RAY_CRON_JOB: ("spec.jobTemplate.submitterPodTemplate",),
}
"""Kind -> the ways to the templates of its pods, besides those of a Ray cluster's groups."""
POD_KINDS = tuple(TEMPLATES)
CONTAINERS = ("containers", "initContainers", "ephemeralContainers")

ContainerCheck = Callable[[Resource, Resource], Iterable[str]]
"""A check of a container (second) in its pod (first)."""


def every_template(*checks: Check) -> Check:
    """Make checks on each template of pods: its metadata and its specification."""

    def own(accused: Resource) -> Iterator[str]:
        yield from each(TEMPLATES[accused.type], lambda way: _at(way, accused, *checks))

    def check(accused: Resource) -> Iterator[str]:
        of_ray = [every_group(inside("template", *checks))] if accused.type in RAY_KINDS else []
        yield from together(own, *of_ray)(accused)

    return check


def _at(way: str, accused: Resource, *checks: Check) -> Iterable[str]:
    if not way:
        return together(*checks)(accused)
    return inside(way, *checks)(accused) if read(accused, way)[2] is not None else ()


def every_pod(*checks: Check) -> Check:
    """Make checks on the specification of each pod."""
    return every_template(inside("spec", *checks))


def every_container(*checks: Check) -> Check:
    """Make checks on each container: those that run, that prepare, that debug, and Ray's autoscaler."""
    return every_container_in_its_pod(lambda _, container: together(*checks)(container))


def every_container_in_its_pod(check: ContainerCheck) -> Check:
    """Make a check on each container with the pod from which it inherits; see `every_container`."""

    def in_pod(pod: Resource) -> Iterator[str]:
        yield from together(*(every(key, lambda one: check(pod, one)) for key in CONTAINERS))(pod)  # type: ignore[arg-type]

    def autoscaler(cluster: Resource) -> Iterator[str]:
        # KubeRay puts the autoscaler into the head's pod, as its options say; who patches these has one.
        if cluster.partial or cluster.get("enableInTreeAutoscaling"):
            head = cluster.part("headGroupSpec").part("template").part("spec")
            yield from check(head, cluster.part("autoscalerOptions"))

    def everywhere(accused: Resource) -> Iterator[str]:
        found = [every_pod(in_pod), *([every_ray_cluster(autoscaler)] if accused.type in RAY_KINDS else [])]
        yield from together(*found)(accused)

    return everywhere


def unless_exempt(*checks: Check) -> Check:
    """Make checks where the configuration does not exempt the workload. Raises NotKnownYetError where it may."""

    def check(accused: Resource) -> Iterator[str]:
        metadata = accused.part("metadata")
        name = metadata.get("name")
        places = {each.partition("/")[0] for each in accused.said(EXEMPT) if each.partition("/")[2] == name}
        if not places or metadata.get("namespace") not in places:
            yield from together(*checks)(accused)

    return check


def namespace_of(accused: Resource) -> str | None:
    """Return the namespace that an object says it is in, None where that is not said or not known yet."""
    try:
        return accused.part("metadata").get("namespace")
    except NotKnownYetError:
        return None
