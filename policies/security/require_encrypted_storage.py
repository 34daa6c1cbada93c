"""Storage on hosts is encrypted at rest; what `encrypted-device` claims is backed by evidence."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.security.hosts_types import VOLUME

ENCRYPTED_WITH_EVIDENCE = "encrypted-device"
ACCEPTED = ("gocryptfs", ENCRYPTED_WITH_EVIDENCE)


def check(volume: Resource) -> Iterator[str]:
    """Find a volume in plain text, and one whose encryption is only claimed."""
    encryption = volume.get("encryption")
    if encryption not in ACCEPTED:
        yield f"encryption is {shown(encryption)}; allowed: {', '.join(ACCEPTED)}"
    elif encryption == ENCRYPTED_WITH_EVIDENCE and not volume.get("evidence"):
        yield f"encryption is {shown(encryption)}, but evidence is {shown(volume.get('evidence'))}"


RULE = ResourceRule(
    name="require-encrypted-storage",
    promise="Every volume is encrypted at rest.",
    severity=Severity.CRITICAL,
    remedy=(
        "set encryption to gocryptfs, or to encrypted-device with its evidence: what encrypts the device under "
        "the path (dm-crypt on dm-0)"
    ),
    references=("NIST SP 800-53 SC-28", "NIST SP 800-53 SC-28(1)"),
    types=(VOLUME,),
    check=check,
)
