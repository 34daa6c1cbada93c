"""What costs says whose it is: without these labels no bill can be told apart."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_kubernetes import (
    CLAIM,
    CLUSTER_QUEUE,
    DAEMON_SET,
    DEPLOYMENT,
    JOB,
    NAMESPACE,
    RAY_KINDS,
    STATEFUL_SET,
)
from policies.judge.unknown import each

LABELS = Setting(
    name="labels",
    says="the labels that everything has which costs",
    default=["groundplan-owner", "groundplan-plan", "groundplan-environment"],
    schema={"type": "array", "items": {"type": "string"}},
)


def check(accused: Resource) -> Iterator[str]:
    """Find labels that are missing or empty."""
    labels = accused.part("metadata").part("labels")

    def one(key: str) -> Iterator[str]:
        if not labels.get(key):
            yield f"label {key} is {shown(labels.get(key))}; allowed: a value"

    yield from each(accused.said(LABELS), one)


RULE = ResourceRule(
    name="require-owner-labels",
    promise="What costs in the cluster says whose it is.",
    severity=Severity.MEDIUM,
    remedy="set the labels in metadata.labels; the plan's owner and environment give those of our components",
    references=("FinOps Framework: Allocation", "NIST SP 800-53 CM-8(4)", "SOC 2 CC6.1"),
    types=(NAMESPACE, CLAIM, DEPLOYMENT, STATEFUL_SET, DAEMON_SET, JOB, *RAY_KINDS, CLUSTER_QUEUE),
    settings=(LABELS,),
    check=check,
)
