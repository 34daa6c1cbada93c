"""A head on hosts that has other nodes does no work itself: what fills its memory ends the cluster."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack
from policies.judge.role_rules import values_of
from policies.judge.rule import StackRule

RAYLET = "pulumi-python:dynamic/hosts:Raylet"


def check(stack: Stack, raylet: Resource) -> Iterator[str]:
    """Find heads beside other nodes of their cluster on which Ray may place work."""
    others = [
        each
        for each in stack.of_type(RAYLET)
        if each.urn != raylet.urn and each.get("cluster") == raylet.get("cluster")
    ]
    if others and raylet.get("role") == "head" and "--num-cpus=0" not in values_of(raylet, "argv"):
        yield "argv does not hold --num-cpus=0"


RULE = StackRule(
    name="require-heads-without-work-on-hosts",
    promise="On hosts, no work is placed on the head of a cluster that has other nodes.",
    severity=Severity.MEDIUM,
    remedy="start the head with --num-cpus=0",
    references=("Ray documentation: Best practices for deploying large clusters", "NIST SP 800-53 SC-5"),
    types=(RAYLET,),
    reads=(),
    check=check,
)
