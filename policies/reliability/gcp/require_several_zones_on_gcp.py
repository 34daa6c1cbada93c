"""What a cluster of Google Cloud itself runs on goes on in production when a zone does not."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import in_production, only_where
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import NODE_POOL

LEAST = Setting(
    name="least-zones",
    says="in how many zones system machines stand at least",
    default=2,
    schema={"type": "integer", "minimum": 1},
)


def spread(pool: Resource) -> Iterator[str]:
    """Find a system pool in too few zones; without a list it is in the cluster's, and others are one for each zone."""
    labels = pool.part("nodeConfig").part("labels")
    is_of_system = labels.get("groundplan-plan") is not None and labels.get("groundplan-pool") is None
    zones = len(pool.parts("nodeLocations")) if is_of_system else 0
    if 0 < zones < pool.said(LEAST):
        yield f"nodeLocations has {zones}; allowed: at least {pool.said(LEAST)}"


RULE = ResourceRule(
    name="require-several-zones-on-gcp",
    promise="The system machines of every cluster of production of Google Cloud stand in several zones.",
    severity=Severity.MEDIUM,
    remedy="name at least the rule's least-zones in nodeLocations of the system pool",
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2"),
    types=(NODE_POOL,),
    settings=(LEAST,),
    check=only_where(in_production("nodeConfig.resourceLabels"), spread),
)
