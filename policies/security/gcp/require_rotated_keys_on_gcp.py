"""A key of Cloud KMS is rotated: without that, one stolen version opens everything that it ever encrypted."""

from pulumi_policy import Severity

from policies.judge.asking import has, only_where
from policies.judge.durations import lasts_at_most
from policies.judge.rule import ResourceRule
from policies.judge.setting import Setting
from policies.judge.types_of_gcp import KEY

LONGEST = Setting(
    name="longest-days",
    says="the longest time between two rotations, in days",
    default=365,
    schema={"type": "integer", "minimum": 1, "maximum": 3650},
)
"""CIS asks for 90 days. Cloud KMS rotates no asymmetric key, and no key at all where nothing is said."""

RULE = ResourceRule(
    name="require-rotated-keys-on-gcp",
    promise="Every symmetric key of Google Cloud is rotated by itself, at least once a year.",
    severity=Severity.HIGH,
    remedy="set rotationPeriod to no more than the rule's longest-days, in seconds: 31536000s is a year",
    references=("NIST SP 800-53 SC-12", "PCI DSS 3.7.4"),
    types=(KEY,),
    settings=(LONGEST,),
    check=only_where(has("purpose", None, "ENCRYPT_DECRYPT"), lasts_at_most("rotationPeriod", LONGEST)),
)
