"""Metadata of a machine can be read by everything on it, and by who may see the machine, and holds no secrets."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.plain_secrets import has_secret, names_secret
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_gcp import MACHINES
from policies.judge.unknown import each, together

PROGRAM = "metadataStartupScript"


def in_program(machine: Resource) -> Iterator[str]:
    """Find a secret in the start program; it is not shown."""
    if has_secret(machine.get(PROGRAM)):
        yield f"{PROGRAM} {HOLDS}"


def in_metadata(machine: Resource) -> Iterator[str]:
    """Find secrets in metadata, of which some are start programs, and others have a name of their own."""
    metadata = machine.part("metadata")

    def one(key: str) -> Iterator[str]:
        value = metadata.get(key)
        if has_secret(value) or names_secret(key, value):
            yield f"{metadata.place(key)} {HOLDS}"

    yield from each(sorted(metadata.value), one)


HOLDS = "has what looks like a secret; allowed: its name, read from Secret Manager at the start"


RULE = ResourceRule(
    name="forbid-secrets-in-metadata-on-gcp",
    promise="No metadata of a machine of Google Cloud, and no start program, hold a secret.",
    severity=Severity.CRITICAL,
    remedy="read the secret from Secret Manager at the start, by the machine's service account",
    references=("NIST SP 800-53 IA-5(7)", "PCI DSS 8.6.2", "HIPAA 164.308(a)(5)(ii)(D)"),
    types=MACHINES,
    check=together(in_program, in_metadata),
)
