"""Storage on hosts is encrypted at rest, in one of the two ways that the hosts target knows."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rule import ResourceRule
from policies.security.hosts import VOLUME

ACCEPTED = ("gocryptfs", "encrypted-device")


def check(volume: Resource) -> Iterator[str]:
    """Find a volume in plain text."""
    encryption = volume.get("encryption")
    if encryption not in ACCEPTED:
        yield f"encryption is {shown(encryption)}; allowed: {', '.join(ACCEPTED)}"


RULE = ResourceRule(
    name="require-encrypted-storage",
    promise="Every volume is encrypted at rest.",
    severity=Severity.CRITICAL,
    remedy='set encryption to "gocryptfs", or to "encrypted-device" where the device below the path is encrypted',
    references=("NIST SP 800-53 SC-28", "NIST SP 800-53 SC-28(1)"),
    types=(VOLUME,),
    check=check,
)
