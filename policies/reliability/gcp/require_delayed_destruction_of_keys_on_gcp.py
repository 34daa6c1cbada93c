"""A version of a key that was destroyed can be brought back for a while."""

from pulumi_policy import Severity

from policies.judge.asking import only_where
from policies.judge.durations import lasts_at_least
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import KEY

LEAST = Setting(
    name="least-days",
    says="how long a version of a key can be brought back, in days",
    default=30,
    schema={"type": "integer", "minimum": 1, "maximum": 120},
)
"""Cloud KMS waits 30 days where nothing is said, and 120 at most."""

RULE = ResourceRule(
    name="require-delayed-destruction-of-keys-on-gcp",
    promise="No version of a key of Google Cloud is gone in less than a month.",
    severity=Severity.HIGH,
    remedy="remove destroyScheduledDuration, or set it to at least the rule's least-days (2592000s is 30 days)",
    references=("NIST SP 800-53 SC-12(1)", "PCI DSS 3.7.5", "SOC 2 A1.2"),
    types=(KEY,),
    settings=(LEAST,),
    check=only_where(
        lambda key: key.get("destroyScheduledDuration") is not None,
        lasts_at_least("destroyScheduledDuration", LEAST),
    ),
)
