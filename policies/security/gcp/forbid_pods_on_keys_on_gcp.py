"""Pods read through a store, which asks its key for them: none uses a key by itself."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource, shown
from policies.judge.rights_of_gcp import every_member
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import KEY_RIGHTS

PODS = ("principal://", "principalSet://")


def check(member: Resource) -> Iterator[str]:
    """Find pods among those who may use a key."""
    if member.value.startswith(PODS) or ".svc.id.goog[" in member.value:
        yield f"{member.way} is {shown(member.value)}, which is pods; allowed: agents of Google's services"


RULE = ResourceRule(
    name="forbid-pods-on-keys-on-gcp",
    promise="No pod uses a key of Google Cloud by itself.",
    severity=Severity.HIGH,
    remedy="give the right to the agent of the service that encrypts, and the pods a right on the store",
    references=("NIST SP 800-53 AC-6", "NIST SP 800-53 SC-12", "PCI DSS 3.6.1", "SOC 2 CC6.1"),
    types=KEY_RIGHTS,
    check=every_member(check),
)
