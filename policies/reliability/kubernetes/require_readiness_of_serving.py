"""A worker that serves takes requests when its proxy answers, and not before."""

from pulumi_policy import Severity

from policies.judge.asking import every, present
from policies.judge.ray_clusters import every_worker_group
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_SERVICE

RULE = ResourceRule(
    name="require-readiness-of-serving",
    promise="A worker that serves gets requests when it can answer them.",
    severity=Severity.MEDIUM,
    remedy="set readinessProbe of the worker's container to /-/healthz on the port of Ray Serve",
    references=("NIST SP 800-53 CP-10", "NIST SP 800-53 SI-13", "SOC 2 A1.2"),
    types=(RAY_SERVICE,),
    check=every_worker_group(every("template.spec.containers", present("readinessProbe", "a probe"))),
)
