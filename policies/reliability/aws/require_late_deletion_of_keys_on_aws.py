"""Who deletes a key by mistake has a month to notice: all that it encrypted goes with it."""

from pulumi_policy import Severity

from policies.judge.asking import at_least, only_where
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_aws import KEY

LEAST = Setting(
    name="least-days",
    says="how long a key that was deleted can be had back, in days",
    default=30,
    schema={"type": "integer", "minimum": 7, "maximum": 30},
)
"""KMS waits 7 to 30 days, and 30 where nothing is said (ScheduleKeyDeletion, PendingWindowInDays)."""


RULE = ResourceRule(
    name="require-late-deletion-of-keys-on-aws",
    promise="A deleted key of AWS can be had back for a month.",
    severity=Severity.MEDIUM,
    remedy="set deletionWindowInDays to the rule's least-days",
    references=("AWS FSBP KMS.3", "NIST SP 800-53 SC-12(1)", "PCI DSS 3.7.5"),
    types=(KEY,),
    settings=(LEAST,),
    check=only_where(
        lambda key: key.get("deletionWindowInDays") is not None,
        at_least("deletionWindowInDays", LEAST, "days"),
    ),
    mended=lambda key: {**key, "deletionWindowInDays": 30},
)
