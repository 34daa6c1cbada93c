"""A bucket is encrypted by a key that its owner can take away: Google's own cannot be."""

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import BUCKET

RULE = ResourceRule(
    name="require-customer-keys-for-buckets-on-gcp",
    promise="Every bucket of Google Cloud is encrypted by a key of Cloud KMS.",
    severity=Severity.HIGH,
    remedy="set encryption.defaultKmsKeyName to a key of the plan, and let Cloud Storage's service agent use it",
    references=("NIST SP 800-53 SC-28(1)", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)", "SOC 2 CC6.1"),
    types=(BUCKET,),
    check=present("encryption.defaultKmsKeyName", "a key of Cloud KMS"),
)
