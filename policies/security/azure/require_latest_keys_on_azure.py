"""What is encrypted with a customer's key follows its rotation: a version that is named once stays in use for ever."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import absent, is_true
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import DISK_ENCRYPTION, STORE

of_stores = absent("encryption.keyVaultProperties.keyVersion", "no version, which is always the newest")
of_disks = is_true("rotationToLatestKeyVersionEnabled")


def check(accused: Resource) -> Iterator[str]:
    """Find what keeps to one version of a key."""
    yield from (of_disks if accused.type == DISK_ENCRYPTION else of_stores)(accused)


RULE = ResourceRule(
    name="require-latest-keys-on-azure",
    promise="Everything that a key of a vault encrypts follows the newest version of that key.",
    severity=Severity.MEDIUM,
    remedy=(
        "name the key without keyVersion in a storage account, and set rotationToLatestKeyVersionEnabled "
        "of a disk encryption set to true"
    ),
    references=("NIST SP 800-53 SC-12", "PCI DSS 3.7.4"),
    types=(STORE, DISK_ENCRYPTION),
    check=check,
)
