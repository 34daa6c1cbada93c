"""Logs are kept until somebody notices: most intrusions are found weeks after they began."""

from pulumi_policy import Severity

from policies.judge.asking import at_least
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import LOG_BUCKET

LEAST = Setting(
    name="least-days",
    says="how long logs are kept, in days",
    default=30,
    schema={"type": "integer", "minimum": 1, "maximum": 3650},
)
"""Cloud Logging keeps them for 30 days where nothing is said; the rule wants it to be said."""

RULE = ResourceRule(
    name="require-kept-logs-on-gcp",
    promise="Every bucket of logs of Google Cloud keeps them for a month or longer.",
    severity=Severity.MEDIUM,
    remedy="set retentionDays to at least the rule's least-days",
    references=("NIST SP 800-53 AU-11",),
    types=(LOG_BUCKET,),
    settings=(LEAST,),
    check=at_least("retentionDays", LEAST, "days"),
)
