"""Logs tell who did what with which data, so they are encrypted as the data is."""

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import LOG_BUCKET

RULE = ResourceRule(
    name="require-customer-keys-for-logs-on-gcp",
    promise="Every bucket of logs of Google Cloud is encrypted by a key of Cloud KMS.",
    severity=Severity.MEDIUM,
    remedy="set cmekSettings.kmsKeyName, and let Cloud Logging's account use the key",
    references=("NIST SP 800-53 AU-9(3)", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)"),
    types=(LOG_BUCKET,),
    check=present("cmekSettings.kmsKeyName", "a key of Cloud KMS"),
)
