"""Databases of AWS are encrypted by a customer's key."""

from pulumi_policy import Severity

from policies.judge.asking import is_true, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import DATABASES
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-encrypted-databases-on-aws",
    promise="Every database of AWS is encrypted by a customer's key.",
    severity=Severity.HIGH,
    remedy="set storageEncrypted to true, and kmsKeyId; an existing one is restored from an encrypted snapshot",
    references=(
        "CIS AWS Foundations 3.2.1",
        "AWS FSBP RDS.3",
        "NIST SP 800-53 SC-28",
        "PCI DSS 3.5.1",
        "HIPAA 164.312(a)(2)(iv)",
    ),
    types=DATABASES,
    check=together(is_true("storageEncrypted"), present("kmsKeyId", "a customer's key")),
)
