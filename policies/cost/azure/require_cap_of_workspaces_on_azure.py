"""A workspace of logs of Azure has an end for a day: a loop that logs does not cost more than the cluster."""

from pulumi_policy import Severity

from policies.judge.asking import at_least, at_most
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import WORKSPACE
from policies.judge.unknown import together

MOST = Setting(
    name="most-gb",
    says="how much a workspace takes in a day at most, in GB",
    default=100,
    schema={"type": "number", "exclusiveMinimum": 0},
)
"""Absent, and -1, is no end."""

RULE = ResourceRule(
    name="require-cap-of-workspaces-on-azure",
    promise="Every workspace of logs of Azure takes no more in a day than a team says.",
    severity=Severity.MEDIUM,
    remedy="set workspaceCapping.dailyQuotaGb to no more than the rule's most-gb",
    references=("FinOps Framework: Usage Optimization", "Azure Well-Architected CO:04"),
    types=(WORKSPACE,),
    settings=(MOST,),
    check=together(
        at_most("workspaceCapping.dailyQuotaGb", MOST, "GB"),
        at_least("workspaceCapping.dailyQuotaGb", 0, "GB"),
    ),
)
