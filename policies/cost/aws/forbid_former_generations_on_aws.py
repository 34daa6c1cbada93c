"""Machines of former generations cost more for what they do, and have no Nitro card to keep tenants apart."""

import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.properties_of_aws import listed
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import INSTANCE, LAUNCH_TEMPLATE, NODE_GROUP

FORMER = r"(a1|c[1-4]|d2|f1|g[2-3]s?|h1|i[2-3]|m[1-4]|p[2-3]|r[3-4]|t[1-2]|x1e?)\..+"
"""EC2 user guide, "Previous generation instances", and those that a later one of the same family replaced."""


def check(accused: Resource) -> Iterator[str]:
    """Find machines, templates and groups of a former generation."""
    key = "instanceTypes" if accused.type == NODE_GROUP else "instanceType"
    for kind in listed(accused, key):
        if re.fullmatch(FORMER, kind):
            yield f"{key} has {kind}; allowed: machines of a generation that AWS builds on Nitro"


RULE = ResourceRule(
    name="forbid-former-generations-on-aws",
    promise="No machine of AWS is of a former generation.",
    severity=Severity.LOW,
    remedy="take the family's present generation, such as m7i in place of m4",
    references=("AWS Well-Architected COST06-BP02",),
    types=(LAUNCH_TEMPLATE, INSTANCE, NODE_GROUP),
    check=check,
)
