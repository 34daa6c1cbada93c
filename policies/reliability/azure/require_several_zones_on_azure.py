"""A cluster of production of Azure goes on when a zone does not."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import in_production, only_where, wherever
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import CLUSTER, POOL, POOLS

LEAST = Setting(
    name="least-zones",
    says="in how many zones system machines stand at least",
    default=2,
    schema={"type": "integer", "minimum": 1, "maximum": 3},
)


def spread(pool: Resource) -> Iterator[str]:
    """Find a system pool in too few zones; other pools are made one for each zone."""
    zones = len(pool.parts("availabilityZones"))
    if pool.get("mode") == "System" and zones < pool.said(LEAST):
        yield f"{pool.place('availabilityZones')} has {zones}; allowed: at least {pool.said(LEAST)}"


RULE = ResourceRule(
    name="require-several-zones-on-azure",
    promise="The system machines of every cluster of production of Azure stand in several zones.",
    severity=Severity.MEDIUM,
    remedy="name at least the rule's least-zones in availabilityZones of the system pool",
    references=("NIST SP 800-53 CP-10", "SOC 2 A1.2", "Azure Well-Architected RE:05"),
    types=(POOL, CLUSTER),
    settings=(LEAST,),
    check=only_where(in_production("tags"), wherever(POOLS, spread)),
)
