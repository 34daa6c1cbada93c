"""Serving starts before training where room is short: only pods with a priority can be told apart."""

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.ray_clusters import every_group
from policies.judge.rule import ResourceRule
from policies.judge.types_of_kubernetes import RAY_KINDS

RULE = ResourceRule(
    name="require-priorities-of-ray-pods",
    promise="Every pod of Ray has a priority.",
    severity=Severity.LOW,
    remedy="set priorityClassName of each group's pods to the class of the cluster",
    references=("NIST SP 800-53 SC-6", "SOC 2 A1.1"),
    types=RAY_KINDS,
    check=every_group(present("template.spec.priorityClassName", "the name of a PriorityClass")),
)
