"""What `encrypted-device` claims is backed by evidence. The host finds it, so that apply judges it, not preview."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, Stack, shown
from policies.judge.rule import StackRule
from policies.judge.unknown import NotKnownYetError
from policies.security.hosts import VOLUME


def check(_stack: Stack, volume: Resource) -> Iterator[str]:
    """Find an encrypted device that nothing encrypts; evidence still to come is not known yet."""
    if volume.get("encryption") != "encrypted-device":
        return
    evidence = volume.get("evidence")
    if evidence is None:  # an output before its volume was created
        raise NotKnownYetError([f"{volume.where}: evidence"])
    if not str(evidence).strip():
        yield f"encryption is on the device, but evidence is {shown(evidence)}"


RULE = StackRule(
    name="require-evidence-of-encryption",
    promise="A volume that relies on an encrypted device says what encrypts that device.",
    severity=Severity.HIGH,
    remedy='put the path on a device that dm-crypt (LUKS) encrypts, or set encryption to "gocryptfs"',
    references=("NIST SP 800-53 SC-28(1)", "NIST SP 800-53 CA-7"),
    types=(VOLUME,),
    reads=(),
    check=check,
)
