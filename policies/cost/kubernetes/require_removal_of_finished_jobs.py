"""A job that is done goes away, with its pods and the storage that these hold."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import at_most
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import CRON_JOB, JOB

LONGEST = Setting(
    name="longest-seconds",
    says="how long a finished job may stay, in seconds",
    default=86_400,
    schema={"type": "integer", "minimum": 0},
)
WAYS = {JOB: "spec", CRON_JOB: "spec.jobTemplate.spec"}


def check(job: Resource) -> Iterator[str]:
    """Find jobs that stay for ever."""
    yield from at_most(f"{WAYS[job.type]}.ttlSecondsAfterFinished", LONGEST, "s")(job)


RULE = ResourceRule(
    name="require-removal-of-finished-jobs",
    promise="A job that is done goes away within a day.",
    severity=Severity.LOW,
    remedy="set ttlSecondsAfterFinished of the job",
    references=("FinOps Framework: Usage Optimization", "NIST SP 800-53 SC-6"),
    types=(JOB, CRON_JOB),
    settings=(LONGEST,),
    check=check,
)
