"""Outside of production, GPUs go back when nobody works with them: a group that grows can shrink to none."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import TRUE, in_production
from policies.judge.gpus_of_pods import gpus_of
from policies.judge.ray_clusters import every_ray_cluster
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import RAY_CLUSTER, RAY_SERVICE
from policies.judge.unknown import each

MOST = Setting(
    name="most-idle",
    says="how many workers with GPUs a group that grows may keep without work, outside of production",
    default=0,
    schema={"type": "integer", "minimum": 0},
)
is_in_production = in_production("metadata.labels")


def check(accused: Resource) -> Iterator[str]:
    """Find groups in clusters that grow; a cluster of a job ends with it."""
    if not is_in_production(accused):
        yield from every_ray_cluster(_groups)(accused)


def _groups(cluster: Resource) -> Iterator[str]:
    if cluster.get("enableInTreeAutoscaling") in TRUE:
        yield from each(cluster.parts("workerGroupSpecs"), _kept)


def _kept(group: Resource) -> Iterator[str]:
    """Find a group that keeps workers although it grows; one with a fixed number was meant so."""
    kept, most = group.get("minReplicas") or 0, group.said(MOST)
    if kept > most and group.get("maxReplicas") != kept and gpus_of(group.part("template").part("spec")):
        yield f"{group.place('minReplicas')} is {kept:g}, of workers with GPUs; allowed: at most {most}"


RULE = ResourceRule(
    name="restrict-idle-gpus-of-workers",
    promise="Outside of production no group of workers that grows keeps GPUs that nobody uses.",
    severity=Severity.LOW,
    remedy="set minReplicas to 0 (a count of the pool that begins at 0), or fix the number of its workers",
    references=("FinOps Framework: Usage Optimization", "Ray documentation: KubeRay autoscaling"),
    types=(RAY_CLUSTER, RAY_SERVICE),
    settings=(MOST,),
    check=check,
)
