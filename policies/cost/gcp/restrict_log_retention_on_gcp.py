"""Logs are not kept for ever."""

from pulumi_policy import Severity

from policies.judge.asking import at_most, only_where
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import LOG_BUCKET

MOST = Setting(
    name="most-days",
    says="how long logs are kept at most, in days",
    default=400,
    schema={"type": "integer", "minimum": 1, "maximum": 3650},
)

RULE = ResourceRule(
    name="restrict-log-retention-on-gcp",
    promise="No bucket of logs of Google Cloud keeps them longer than is asked for.",
    severity=Severity.LOW,
    remedy="set retentionDays to no more than the rule's most-days",
    references=("FinOps Framework: Usage Optimization", "NIST SP 800-53 AU-11"),
    types=(LOG_BUCKET,),
    settings=(MOST,),
    check=only_where(
        lambda logs: logs.get("retentionDays") is not None, at_most("retentionDays", MOST, "days")
    ),
)
