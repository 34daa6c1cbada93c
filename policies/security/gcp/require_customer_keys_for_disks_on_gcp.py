"""A disk is encrypted by a key that its owner can take away."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import every, has, only_where, present
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import DISKS, MACHINE, MACHINES

KEY_OF_DISK = present("diskEncryptionKey.kmsKeySelfLink", "a key of Cloud KMS")


def check(accused: Resource) -> Iterator[str]:
    """Find disks under Google's own keys; one that exists already says so itself."""
    if accused.type in DISKS:
        yield from KEY_OF_DISK(accused)
    elif accused.type == MACHINE:
        is_new = has("bootDisk.source", None)
        yield from only_where(is_new, present("bootDisk.kmsKeySelfLink", "a key of Cloud KMS"))(accused)
    else:
        yield from every("disks", only_where(has("source", None), KEY_OF_DISK))(accused)


RULE = ResourceRule(
    name="require-customer-keys-for-disks-on-gcp",
    promise="Every disk of Google Cloud is encrypted by a key of Cloud KMS.",
    severity=Severity.HIGH,
    remedy="set diskEncryptionKey.kmsKeySelfLink of the disk, or bootDisk.kmsKeySelfLink of the machine",
    references=("NIST SP 800-53 SC-28(1)", "PCI DSS 3.5.1", "HIPAA 164.312(a)(2)(iv)"),
    types=(*DISKS, *MACHINES),
    check=check,
)
