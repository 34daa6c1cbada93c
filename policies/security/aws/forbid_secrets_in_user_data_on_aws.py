"""What a machine runs at its start can be read by everything on it, and holds no secrets."""

from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.plain_secrets import has_secret
from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import INSTANCE, LAUNCH_CONFIGURATION, LAUNCH_TEMPLATE


def check(accused: Resource) -> Iterator[str]:
    """Find start programs with a secret in them, as they are or in Base64; it is not shown."""
    for key in ("userData", "userDataBase64"):
        if has_secret(accused.get(key)):
            yield f"{key} has what looks like a secret; allowed: its name, read from a secret store at the start"


RULE = ResourceRule(
    name="forbid-secrets-in-user-data-on-aws",
    promise="No start program of a machine of AWS holds a secret.",
    severity=Severity.CRITICAL,
    remedy="read the secret from Secrets Manager at the start, by the machine's role",
    references=("NIST SP 800-53 IA-5(7)", "PCI DSS 8.6.2"),
    types=(LAUNCH_TEMPLATE, LAUNCH_CONFIGURATION, INSTANCE),
    check=check,
)
