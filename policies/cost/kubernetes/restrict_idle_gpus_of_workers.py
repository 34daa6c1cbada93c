"""In development, GPUs that are rented by the hour go back when nobody works with them: a group can shrink to none."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge import types_of_aws, types_of_azure, types_of_gcp
from policies.judge.asking import DEVELOPMENT, TRUE, environment_of
from policies.judge.gpus_of_pods import gpus_of
from policies.judge.node_choice import runs_on_reservations_alone
from policies.judge.ray_clusters import every_ray_cluster
from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import RAY_CLUSTER, RAY_SERVICE
from policies.judge.unknown import each

MOST = Setting(
    name="most-idle",
    says="how many workers with GPUs a group that grows may keep without work, in development",
    default=0,
    schema={"type": "integer", "minimum": 0},
)
RENTED = (types_of_aws.NODE_GROUP, types_of_gcp.NODE_POOL, types_of_azure.POOL, types_of_azure.CLUSTER)
"""Machines that a cloud counts by the hour. A stack without any runs on machines that somebody owns."""


def check(stack: Stack, accused: Resource) -> Iterator[str]:
    """Find groups in clusters that grow, on rented machines; a cluster of a job ends with it."""
    if stack.of_type(*RENTED) and environment_of(accused, "metadata.labels") in DEVELOPMENT:
        yield from every_ray_cluster(_groups)(accused)


def _groups(cluster: Resource) -> Iterator[str]:
    if cluster.get("enableInTreeAutoscaling") in TRUE:
        yield from each(cluster.parts("workerGroupSpecs"), _kept)


def _kept(group: Resource) -> Iterator[str]:
    """Find a group that keeps workers although it grows; one with a fixed number was meant so."""
    kept, most = group.get("minReplicas") or 0, group.said(MOST)
    if kept <= most or group.get("maxReplicas") == kept:
        return
    pod = group.part("template").part("spec")
    if gpus_of(pod) and not runs_on_reservations_alone(pod):
        place = group.place("minReplicas")
        yield f"{place} is {shown(kept)}, of workers with GPUs; allowed: at most {most}"


RULE = StackRule(
    name="restrict-idle-gpus-of-workers",
    promise="In development no group of workers that grows keeps rented GPUs that nobody uses.",
    severity=Severity.LOW,
    remedy="set minReplicas to 0 (a count of the pool that begins at 0), or fix the number of its workers",
    references=("FinOps Framework: Usage Optimization", "Ray documentation: KubeRay autoscaling"),
    types=(RAY_CLUSTER, RAY_SERVICE),
    reads=RENTED,
    settings=(MOST,),
    check=check,
)
