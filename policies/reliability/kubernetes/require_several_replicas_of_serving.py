"""In production, what serves has two workers at least: one that is replaced leaves the other."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import in_production, number_of, only_where
from policies.judge.ray_clusters import every_ray_cluster
from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import RAY_SERVICE
from policies.judge.unknown import NotKnownYetError

LEAST = Setting(
    name="fewest-workers",
    says="the fewest workers that serve, of all groups of a service together",
    default=2,
    schema={"type": "integer", "minimum": 1},
)


def check(cluster: Resource) -> Iterator[str]:
    """Find clusters whose groups together keep too few workers; a group that says nothing keeps none."""
    groups = cluster.parts("workerGroupSpecs")
    kept, unknown = 0.0, list[str]()
    for index in range(len(groups)):
        try:
            kept += number_of(groups[index].get("minReplicas")) or 0
        except NotKnownYetError as not_known:
            unknown += not_known.places
    if kept >= cluster.said(LEAST):
        return
    if unknown:
        raise NotKnownYetError(unknown)
    place = f"minReplicas in {cluster.place('workerGroupSpecs')}"
    yield f"{place} is {shown(kept)} in all; allowed: at least {cluster.said(LEAST)} workers"


RULE = ResourceRule(
    name="require-several-replicas-of-serving",
    promise="In production every Ray service has several workers, of whichever groups.",
    severity=Severity.HIGH,
    remedy="set minReplicas of the worker groups to 2 or more in all (the counts of the pools in the plan)",
    references=("NIST SP 800-53 CP-10", "NIST SP 800-53 SC-5", "SOC 2 A1.2", "HIPAA 164.308(a)(7)(i)"),
    types=(RAY_SERVICE,),
    settings=(LEAST,),
    check=only_where(in_production("metadata.labels"), every_ray_cluster(check)),
)
