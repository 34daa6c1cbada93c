"""The API server of a cluster of production of Azure is one that Azure promises to keep up."""

from pulumi_policy import Severity

from policies.judge.asking import equals, in_production, only_where
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import CLUSTER

RULE = ResourceRule(
    name="require-uptime-agreement-on-azure",
    promise="Every cluster of production of Azure has an agreement about its uptime.",
    severity=Severity.MEDIUM,
    remedy="set sku.tier to Standard or Premium",
    references=("SOC 2 A1.1", "Azure Well-Architected RE:04"),
    types=(CLUSTER,),
    check=only_where(in_production("tags"), equals("sku.tier", "Standard", "Premium")),
)
