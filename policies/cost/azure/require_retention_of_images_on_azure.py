"""Images that no tag names any more go from a registry of Azure: each build leaves some, of many GB each."""

from pulumi_policy import Severity

from policies.judge.asking import at_most, equals, inside
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import REGISTRY

MOST = Setting(
    name="most-days",
    says="how long images without a tag are kept at most, in days",
    default=30,
    schema={"type": "integer", "minimum": 0, "maximum": 365},
)

RULE = ResourceRule(
    name="require-retention-of-images-on-azure",
    promise="Every registry of Azure deletes images without a tag.",
    severity=Severity.LOW,
    remedy="set policies.retentionPolicy.status to enabled, and days to no more than the rule's most-days",
    references=("FinOps Framework: Usage Optimization", "Azure Well-Architected CO:10"),
    types=(REGISTRY,),
    settings=(MOST,),
    check=inside("policies.retentionPolicy", equals("status", "enabled"), at_most("days", MOST, "days")),
)
