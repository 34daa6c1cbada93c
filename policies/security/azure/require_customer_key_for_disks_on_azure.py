"""A disk of Azure is encrypted with a key that its owner can take away."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import equals, every, inside, present, wherever
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import DISK, DISK_ENCRYPTION, MACHINES, SNAPSHOT
from policies.judge.unknown import together

CUSTOMER = ("EncryptionAtRestWithCustomerKey", "EncryptionAtRestWithPlatformAndCustomerKeys")
SET = present("managedDisk.diskEncryptionSet", "a disk encryption set")
of_disks = present("encryption.diskEncryptionSetId", "a disk encryption set")
CHECKS = {
    DISK_ENCRYPTION: together(
        equals("encryptionType", *CUSTOMER), present("activeKey.keyUrl", "a key of a vault")
    ),
    DISK: of_disks,
    SNAPSHOT: of_disks,
    **dict.fromkeys(
        MACHINES,
        wherever(MACHINES, inside("storageProfile", inside("osDisk", SET), every("dataDisks", SET))),
    ),
}


def check(accused: Resource) -> Iterator[str]:
    """Find what Azure's own keys encrypt."""
    yield from CHECKS[accused.type](accused)


RULE = ResourceRule(
    name="require-customer-key-for-disks-on-azure",
    promise="Every disk, snapshot and machine of Azure names a set of encryption with a key of a vault.",
    severity=Severity.HIGH,
    remedy="name a DiskEncryptionSet with encryptionType EncryptionAtRestWithCustomerKey and an activeKey",
    references=("NIST SP 800-53 SC-28", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)"),
    types=tuple(CHECKS),
    check=check,
)
