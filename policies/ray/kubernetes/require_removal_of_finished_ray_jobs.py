"""A RayJob that is done gives its whole cluster back."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import at_most, is_true
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import RAY_CRON_JOB, RAY_JOB
from policies.judge.unknown import together

LONGEST = Setting(
    name="longest-seconds",
    says="how long the cluster of a finished job may stay, in seconds",
    default=3600,
    schema={"type": "integer", "minimum": 0},
)
WAYS = {RAY_JOB: "spec", RAY_CRON_JOB: "spec.jobTemplate"}


def check(job: Resource) -> Iterator[str]:
    """Find jobs whose cluster stays; one that names a cluster that exists has none of its own."""
    way = WAYS[job.type]
    if job.part("spec").get("clusterSelector") is not None:
        return
    yield from together(
        is_true(f"{way}.shutdownAfterJobFinishes"), at_most(f"{way}.ttlSecondsAfterFinished", LONGEST, "s")
    )(job)


RULE = ResourceRule(
    name="require-removal-of-finished-ray-jobs",
    promise="A RayJob that is done gives its cluster back within an hour.",
    severity=Severity.HIGH,
    remedy="set shutdownAfterJobFinishes to true, and ttlSecondsAfterFinished",
    references=(
        "KubeRay documentation: RayJob",
        "FinOps Framework: Usage Optimization",
        "NIST SP 800-53 SC-6",
    ),
    types=tuple(WAYS),
    settings=(LONGEST,),
    check=check,
)
