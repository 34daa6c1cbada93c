"""Logs in a workspace of Azure are still there when an intrusion is found."""

from pulumi_policy import Severity

from policies.judge.asking import at_least
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import WORKSPACE

LEAST = Setting(
    name="least-days",
    says="how long logs are kept at least, in days",
    default=90,
    schema={"type": "integer", "minimum": 30, "maximum": 730},
)
"""Absent is 30 days, by the price plan."""

RULE = ResourceRule(
    name="require-kept-workspaces-on-azure",
    promise="Every workspace of logs of Azure keeps them for at least 90 days.",
    severity=Severity.MEDIUM,
    remedy="set retentionInDays to at least the rule's least-days",
    references=("NIST SP 800-53 AU-11",),
    types=(WORKSPACE,),
    settings=(LEAST,),
    check=at_least("retentionInDays", LEAST, "days"),
)
