"""A secret that was deleted by mistake can be had back."""

from pulumi_policy import Severity

from policies.judge.asking import at_least, only_where
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import SECRET

LEAST = Setting(
    name="least-days",
    says="how long a secret that was deleted can be had back, in days",
    default=7,
    schema={"type": "integer", "minimum": 7, "maximum": 30},
)


RULE = ResourceRule(
    name="require-recoverable-secrets-on-aws",
    promise="A deleted secret of AWS can be had back for a week.",
    severity=Severity.LOW,
    remedy="set recoveryWindowInDays, or leave it out for 30 days",
    references=("NIST SP 800-53 CP-9", "SOC 2 A1.2"),
    types=(SECRET,),
    settings=(LEAST,),
    check=only_where(
        lambda secret: secret.get("recoveryWindowInDays") is not None,
        at_least("recoveryWindowInDays", LEAST, "days"),
    ),
)
