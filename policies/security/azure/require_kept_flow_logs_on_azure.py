"""Flows of a network of Azure are still there when an intrusion is found, and gone some day."""

from pulumi_policy import Severity

from policies.judge.asking import at_least, inside, is_true
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_azure import FLOW_LOG

LEAST = Setting(
    name="least-days",
    says="how long flows are kept at least, in days",
    default=90,
    schema={"type": "integer", "minimum": 1, "maximum": 365},
)

RULE = ResourceRule(
    name="require-kept-flow-logs-on-azure",
    promise="Every flow log of Azure is kept for at least 90 days, and not for ever.",
    severity=Severity.MEDIUM,
    remedy="set retentionPolicy.enabled to true, and days to at least the rule's least-days",
    references=("CIS Azure Foundations 7.8", "NIST SP 800-53 AU-11"),
    types=(FLOW_LOG,),
    settings=(LEAST,),
    check=inside("retentionPolicy", is_true("enabled"), at_least("days", LEAST, "days")),
)
