"""A secret of Secret Manager is encrypted by a key that its owner can take away."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every, inside, present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import SECRET

KEY_NAME = "customerManagedEncryption.kmsKeyName"


def check(secret: Resource) -> Iterator[str]:
    """Find secrets, or replicas of them, under Google's own keys."""
    replication = secret.part("replication")
    has_key = present(KEY_NAME, "a key of Cloud KMS")
    if replication.get("userManaged") is None:
        yield from inside("auto", has_key)(replication)
    else:
        yield from every("userManaged.replicas", has_key)(replication)


RULE = ResourceRule(
    name="require-customer-keys-for-secrets-on-gcp",
    promise="Every secret of Google Cloud is encrypted by a key of Cloud KMS.",
    severity=Severity.HIGH,
    remedy="set customerManagedEncryption.kmsKeyName in replication.auto, or in each replica",
    references=("NIST SP 800-53 SC-28(1)", "PCI DSS 8.3.2", "HIPAA 164.312(a)(2)(iv)"),
    types=(SECRET,),
    check=check,
)
