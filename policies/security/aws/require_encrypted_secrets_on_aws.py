"""Secrets of AWS are encrypted by a customer's key: reading one then takes a right to the key as well."""

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import SECRET

RULE = ResourceRule(
    name="require-encrypted-secrets-on-aws",
    promise="Every secret of AWS is encrypted by a customer's key.",
    severity=Severity.MEDIUM,
    remedy="set kmsKeyId",
    references=("NIST SP 800-53 SC-12", "NIST SP 800-53 SC-28", "PCI DSS 8.3.2"),
    types=(SECRET,),
    check=present("kmsKeyId", "a customer's key"),
)
