"""What a machine of Azure gets at its start lies on its disk, or is told to everything on it, and holds no secrets."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.asking import read, wherever
from policies.judge.plain_secrets import has_secret
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_azure import MACHINES
from policies.judge.unknown import each

PLACES = ("userData", "osProfile.customData")


def check(machine: Resource) -> Iterator[str]:
    """Find start programs with a secret in them, as they are or in Base64; it is not shown."""
    return each(PLACES, lambda way: holds(machine, way))


def holds(machine: Resource, way: str) -> Iterator[str]:
    """Find a secret in what a machine gets at one place."""
    if has_secret(read(machine, way)[2]):
        yield f"{machine.place(way)} has what looks like a secret; allowed: its name, read from a vault at the start"


RULE = ResourceRule(
    name="forbid-secrets-in-user-data-on-azure",
    promise="No start program of a machine of Azure holds a secret.",
    severity=Severity.CRITICAL,
    remedy="read the secret from a vault at the start, by the machine's identity",
    references=("NIST SP 800-53 IA-5(7)", "PCI DSS 8.6.2", "HIPAA 164.308(a)(5)(ii)(D)"),
    types=tuple(MACHINES),
    check=wherever(MACHINES, check),
)
