"""A control plane in extended support costs six times as much: who pays it has said so."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import CLUSTER

ALLOWED = Setting(
    name="allowed",
    says="how EKS treats a version whose standard support ended: raise it, or keep it for more money",
    default=["STANDARD", "EXTENDED"],
    schema={"type": "array", "items": {"enum": ["STANDARD", "EXTENDED"]}},
)


def check(cluster: Resource) -> Iterator[str]:
    """Find clusters that do not say it (EKS then takes EXTENDED), or say what is not allowed."""
    yield from equals("upgradePolicy.supportType", *cluster.said(ALLOWED))(cluster)


RULE = ResourceRule(
    name="restrict-cluster-support-on-aws",
    promise="Every EKS cluster says whether it may cost six times as much when its version grows old.",
    severity=Severity.LOW,
    remedy="set upgradePolicy.supportType",
    references=("Amazon EKS pricing", "AWS Well-Architected COST02-BP05"),
    types=(CLUSTER,),
    settings=(ALLOWED,),
    check=check,
)
