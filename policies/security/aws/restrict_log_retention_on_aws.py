"""Logs are kept as long as somebody may have to ask them, and not for ever."""

from pulumi_policy import Severity

from policies.judge.asking import at_least, at_most
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import LOG_GROUP
from policies.judge.unknown import together

LEAST = Setting(
    name="least-days",
    says="how long logs are kept at least, in days",
    default=365,
    schema={"type": "integer", "minimum": 1, "maximum": 3653},
)
"""PCI DSS 10.5.1: twelve months."""
MOST = Setting(
    name="most-days",
    says="how long logs are kept at most, in days",
    default=3653,
    schema={"type": "integer", "minimum": 1, "maximum": 3653},
)
"""Ten years, the longest time that CloudWatch counts; what is absent or 0 is for ever."""


RULE = ResourceRule(
    name="restrict-log-retention-on-aws",
    promise="Log groups of AWS keep what they have for a year at least, and not for ever.",
    severity=Severity.MEDIUM,
    remedy="set retentionInDays, between the rule's least-days and most-days",
    references=("NIST SP 800-53 AU-11", "PCI DSS 10.5.1"),
    types=(LOG_GROUP,),
    settings=(LEAST, MOST),
    check=together(at_least("retentionInDays", LEAST, "days"), at_most("retentionInDays", MOST, "days")),
)
