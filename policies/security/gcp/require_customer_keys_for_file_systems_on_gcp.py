"""A file system is encrypted by a key that its owner can take away."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import FILESTORE, LUSTRE


def check(store: Resource) -> Iterator[str]:
    """Find file systems under Google's own keys."""
    yield from present("kmsKeyName" if store.type == FILESTORE else "kmsKey", "a key of Cloud KMS")(store)


RULE = ResourceRule(
    name="require-customer-keys-for-file-systems-on-gcp",
    promise="Every file system of Filestore and Managed Lustre is encrypted by a key of Cloud KMS.",
    severity=Severity.HIGH,
    remedy="set kmsKeyName (Filestore, not in the BASIC tiers) or kmsKey (Managed Lustre)",
    references=("NIST SP 800-53 SC-28(1)", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)"),
    types=(FILESTORE, LUSTRE),
    check=check,
)
