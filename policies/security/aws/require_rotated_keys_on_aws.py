"""A customer's key of AWS is rotated: without that, one stolen copy opens everything that it ever encrypted."""

from pulumi_policy import Severity

from policies.judge.asking import at_most, is_true, only_where
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.unknown import together

LONGEST = Setting(
    name="longest-days",
    says="the longest time between two rotations, in days",
    default=365,
    schema={"type": "integer", "minimum": 90, "maximum": 2560},
)
"""AWS rotates between 90 and 2,560 days, and every 365 where nothing is said (KMS, RotationPeriodInDays)."""

RULE = ResourceRule(
    name="require-rotated-keys-on-aws",
    promise="Every key of AWS is rotated by itself, at least once a year.",
    severity=Severity.HIGH,
    remedy="set enableKeyRotation to true, and rotationPeriodInDays to no more than the rule's longest-days",
    references=("CIS AWS Foundations 4.6", "NIST SP 800-53 SC-12", "PCI DSS 3.7.4"),
    types=("aws:kms/key:Key",),
    settings=(LONGEST,),
    check=together(
        is_true("enableKeyRotation"),
        only_where(
            lambda key: key.get("rotationPeriodInDays") is not None,
            at_most("rotationPeriodInDays", LONGEST, "days"),
        ),
    ),
    mended=lambda key: {**key, "enableKeyRotation": True},
)
