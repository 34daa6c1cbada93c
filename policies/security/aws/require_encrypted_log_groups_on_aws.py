"""Logs tell what is done with data, and are encrypted by a customer's key as data are."""

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import LOG_GROUP

RULE = ResourceRule(
    name="require-encrypted-log-groups-on-aws",
    promise="Every log group of AWS is encrypted by a customer's key.",
    severity=Severity.MEDIUM,
    remedy="set kmsKeyId",
    references=("NIST SP 800-53 AU-9(3)", "PCI DSS 10.3.1", "HIPAA 164.312(a)(2)(iv)"),
    types=(LOG_GROUP,),
    check=present("kmsKeyId", "a customer's key"),
)
