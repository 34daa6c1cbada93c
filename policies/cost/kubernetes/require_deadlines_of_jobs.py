"""A job ends, also one that hangs: then it gives its machines back."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import at_most
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import CRON_JOB, JOB, RAY_CRON_JOB, RAY_JOB

LONGEST = Setting(
    name="longest-seconds",
    says="how long a job may run, in seconds",
    default=14 * 86_400,
    schema={"type": "integer", "minimum": 60},
)
WAYS = {JOB: "spec", RAY_JOB: "spec", CRON_JOB: "spec.jobTemplate.spec", RAY_CRON_JOB: "spec.jobTemplate"}


def check(job: Resource) -> Iterator[str]:
    """Find jobs without an end."""
    yield from at_most(f"{WAYS[job.type]}.activeDeadlineSeconds", LONGEST, "s")(job)


RULE = ResourceRule(
    name="require-deadlines-of-jobs",
    promise="Every job ends, also one that hangs.",
    severity=Severity.MEDIUM,
    remedy="set activeDeadlineSeconds of the job",
    references=("FinOps Framework: Usage Optimization", "NIST SP 800-53 SC-6"),
    types=tuple(WAYS),
    settings=(LONGEST,),
    check=check,
)
