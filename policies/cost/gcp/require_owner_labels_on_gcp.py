"""Every line of a bill has somebody who answers for it."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import (
    BUCKET,
    CACHE,
    CLUSTER,
    DATABASE,
    DISKS,
    FILESTORE,
    IMAGES,
    KEY,
    LUSTRE,
    MACHINE,
    NODE_POOL,
    PARALLELSTORE,
    SECRET,
)
from policies.judge.unknown import together

REQUIRED = Setting(
    name="required-labels",
    says="the labels that have to be there",
    default=["groundplan-owner", "groundplan-plan"],
    schema={"type": "array", "items": {"type": "string"}, "minItems": 1},
)
LABELS = {
    **dict.fromkeys(
        (BUCKET, KEY, *DISKS, FILESTORE, LUSTRE, PARALLELSTORE, CACHE, IMAGES, SECRET, MACHINE), "labels"
    ),
    **{CLUSTER: "resourceLabels", NODE_POOL: "nodeConfig.resourceLabels", DATABASE: "settings.userLabels"},
}


def check(accused: Resource) -> Iterator[str]:
    """Find labels that are missing."""
    yield from together(
        *(present(f"{LABELS[accused.type]}.{key}", "whose it is") for key in accused.said(REQUIRED))
    )(accused)


RULE = ResourceRule(
    name="require-owner-labels-on-gcp",
    promise="Everything of Google Cloud that costs money and takes labels says whose it is.",
    severity=Severity.MEDIUM,
    remedy="set the labels that the rule's required-labels name, to a team's address and a plan",
    references=("FinOps Framework: Allocation", "NIST SP 800-53 CM-8(4)", "SOC 2 CC1.3"),
    types=tuple(LABELS),
    settings=(REQUIRED,),
    check=check,
)
