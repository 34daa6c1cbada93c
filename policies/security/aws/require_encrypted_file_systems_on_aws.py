"""File systems of AWS are encrypted by a customer's key."""

from pulumi_policy import Severity

from policies.judge.asking import is_true, only_where, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import EFS, LUSTRE
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-encrypted-file-systems-on-aws",
    promise="Every file system of AWS is encrypted by a customer's key.",
    severity=Severity.HIGH,
    remedy="set kmsKeyId, and encrypted to true for EFS",
    references=(
        "CIS AWS Foundations 3.3.1",
        "AWS FSBP EFS.1",
        "NIST SP 800-53 SC-28",
        "PCI DSS 3.5.1",
        "HIPAA 164.312(a)(2)(iv)",
    ),
    types=(LUSTRE, EFS),
    check=together(
        present("kmsKeyId", "a customer's key"),
        only_where(lambda accused: accused.type == EFS, is_true("encrypted")),
    ),
)
