"""What a machine runs at its start can be read by everything on it, and holds no secrets."""

import base64
import binascii
import re
from collections.abc import Iterator

from pulumi_policy import Severity

from policies.judge.resource import Resource
from policies.judge.rule import ResourceRule
from policies.judge.types_of_aws import INSTANCE, LAUNCH_TEMPLATE

SECRETS = (
    r"(AKIA|ASIA)[A-Z0-9]{16}",
    r"-----BEGIN [A-Z ]*PRIVATE KEY",
    r"(?i)(password|passwd|secret|token|api_?key)[\"']?\s*[=:]\s*[\"']?[^\s\"'$]{8,}",
)
"""Keys of AWS, private keys, and what calls itself a secret and is no reference to one."""


def check(accused: Resource) -> Iterator[str]:
    """Find start programs with a secret in them; it is not shown."""
    for key in ("userData", "userDataBase64"):
        text = accused.get(key) or ""
        for pattern in SECRETS:
            if re.search(pattern, plain(text)):
                yield f"{key} has what looks like a secret; allowed: its name, read from a secret store at the start"


def plain(text: str) -> str:
    """Return the program itself; a template has it in Base64, a machine may have it as it is."""
    try:
        return base64.b64decode(text, validate=True).decode(errors="replace")
    except binascii.Error:
        return text


RULE = ResourceRule(
    name="forbid-secrets-in-user-data-on-aws",
    promise="No start program of a machine of AWS holds a secret.",
    severity=Severity.CRITICAL,
    remedy="read the secret from Secrets Manager at the start, by the machine's role",
    references=("NIST SP 800-53 IA-5(7)", "PCI DSS 8.6.2", "CIS EKS 4.4.2"),
    types=(LAUNCH_TEMPLATE, INSTANCE),
    check=check,
)
