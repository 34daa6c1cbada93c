"""A Ray node gets the time to hand over its work before it is ended."""

from pulumi_policy import Severity

from policies.judge.asking import at_least, present
from policies.judge.ray_clusters import every_group, every_ray_container
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import RAY_KINDS
from policies.judge.unknown import together

LEAST = Setting(
    name="shortest-seconds",
    says="the shortest time between the request to stop and the end, in seconds",
    default=60,
    schema={"type": "integer", "minimum": 30},
)
"""Kubernetes gives 30 s where nothing is said; a node of Ray drains and writes its objects out in up to a minute."""

RULE = ResourceRule(
    name="require-time-to-stop",
    promise="A Ray node that has to go is asked, and has time to answer.",
    severity=Severity.LOW,
    remedy="set lifecycle.preStop of the container to stop Ray, and terminationGracePeriodSeconds of the pod to 60",
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2"),
    types=RAY_KINDS,
    settings=(LEAST,),
    check=together(
        every_group(at_least("template.spec.terminationGracePeriodSeconds", LEAST, "s")),
        every_ray_container(present("lifecycle.preStop", "a command that stops Ray")),
    ),
)
