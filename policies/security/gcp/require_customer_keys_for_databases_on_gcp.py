"""A database is encrypted by a key that its owner can take away."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import CACHE, DATABASE


def check(accused: Resource) -> Iterator[str]:
    """Find databases under Google's own keys."""
    way = "encryptionKeyName" if accused.type == DATABASE else "customerManagedKey"
    yield from present(way, "a key of Cloud KMS")(accused)


RULE = ResourceRule(
    name="require-customer-keys-for-databases-on-gcp",
    promise="Every database of Cloud SQL and every cache of Memorystore is encrypted by a key of Cloud KMS.",
    severity=Severity.HIGH,
    remedy="set encryptionKeyName (Cloud SQL) or customerManagedKey (Memorystore) when it is made",
    references=("NIST SP 800-53 SC-28(1)", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)"),
    types=(DATABASE, CACHE),
    check=check,
)
