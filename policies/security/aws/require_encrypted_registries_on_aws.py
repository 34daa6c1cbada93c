"""Images are encrypted by a customer's key: models and code lie in them."""

from pulumi_policy import Severity

from policies.judge.asking import equals, every, present
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import REGISTRY
from policies.judge.unknown import together

RULE = ResourceRule(
    name="require-encrypted-registries-on-aws",
    promise="Every registry of AWS is encrypted by a customer's key.",
    severity=Severity.MEDIUM,
    remedy="set encryptionConfigurations with encryptionType KMS and kmsKey",
    references=("NIST SP 800-53 SC-28", "PCI DSS 3.5.1"),
    types=(REGISTRY,),
    check=together(
        present("encryptionConfigurations", "KMS with a customer's key"),
        every(
            "encryptionConfigurations",
            equals("encryptionType", "KMS", "KMS_DSSE"),
            present("kmsKey", "a customer's key"),
        ),
    ),
)
