"""Replicas that serve are spread over zones: a zone that fails takes some of them, not all."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.ray_clusters import every_worker_group
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import DEPLOYMENT, RAY_SERVICE

ZONE, MACHINE = "topology.kubernetes.io/zone", "kubernetes.io/hostname"


def check(accused: Resource) -> Iterator[str]:
    """Find groups of workers that serve, and Deployments of several replicas, that may all lie in one place."""
    if accused.type == RAY_SERVICE:
        yield from every_worker_group(lambda group: _check(group.part("template").part("spec")))(accused)
    elif (accused.part("spec").get("replicas") or 1) > 1:
        yield from _check(accused.part("spec").part("template").part("spec"))


def _check(pod: Resource) -> Iterator[str]:
    found = {each.get("topologyKey") for each in pod.parts("topologySpreadConstraints")}
    if pod.partial:
        return  # a patch adds constraints to those that are there
    for key in (ZONE, MACHINE):
        if key not in found:
            yield f"{pod.place('topologySpreadConstraints')} says nothing of {key}"


RULE = ResourceRule(
    name="require-spread-of-serving",
    promise="What serves with several replicas is spread over zones and machines.",
    severity=Severity.MEDIUM,
    remedy=f"add topologySpreadConstraints for {ZONE} and {MACHINE}, with the labels of the pods",
    references=("NIST SP 800-53 CP-7", "NIST SP 800-53 CP-10", "SOC 2 A1.2", "HIPAA 164.308(a)(7)(i)"),
    types=(RAY_SERVICE, DEPLOYMENT),
    check=check,
)
