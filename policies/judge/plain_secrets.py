"""How a secret in plain text looks: by its own form, or by the name that it has."""

import base64
import binascii
import re

FORMS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY"  # PEM (RFC 7468)
    r"|\b(AKIA|ASIA)[0-9A-Z]{16}\b"  # the key ids of AWS
    r"|\bgh[pousr]_[A-Za-z0-9]{36}\b|\bhf_[A-Za-z0-9]{30,}\b"  # GitHub, Hugging Face
    r"|\bxox[baprs]-[0-9A-Za-z-]{10,}"  # Slack
    r"|\beyJ[A-Za-z0-9_-]{10,}\.eyJ[A-Za-z0-9_-]{10,}\."  # a JSON web token (RFC 7519)
    r"|://[^/\s:@]+:[^/\s:@${}]+@"  # a password in a URL (RFC 3986, 3.2.1)
)
ENDINGS = r"(?:PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIALS?|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)"
NAMES = re.compile(rf"{ENDINGS}$", re.IGNORECASE)
"""How names of variables end that hold a secret themselves; those of a file or a mode end otherwise."""
FILE = re.compile(
    r"/(bin|boot|dev|etc|home|lib|media|mnt|opt|proc|root|run|srv|sys|tmp|usr|var)(/\S*)?"  # Filesystem Hierarchy 3.0
    r"|(/([a-z0-9._@-]+|[A-Z][A-Z0-9._-]*)){2,}/?"  # two names or more, each in one case: a key in Base64 mixes them
    r"|/[a-z0-9_-]*\.[a-z]{2,4}"  # a file with an ending
    rf"|/[a-z_.-]*(?i:{ENDINGS})"
)
"""The path of a file; a secret may begin with a slash as well, since Base64 has that sign (RFC 4648, 4)."""
REFERENCE = re.compile(
    r"arn:aws[a-z-]*:\S*"
    r"|projects/([^/\s]+/(locations/[^/\s]+/)?secrets/\S*)?"  # what a variable names ends the text before it
    r"|https://[\w-]*\.?vault\.(azure\.net|azure\.cn|usgovcloudapi\.net)/\S*"
)
"""Where a secret lies: its name in Secrets Manager, Secret Manager or Key Vault, which alone opens nothing."""


def looks_secret(text: object) -> bool:
    """Return whether a text holds a secret by its form."""
    return isinstance(text, str) and FORMS.search(text) is not None


def names_secret(name: object, value: object) -> bool:
    """Return whether a variable's name says that its value is a secret; the path or the name of one is none."""
    return isinstance(name, str) and NAMES.search(name) is not None and _may_be_secret(value)


def _may_be_secret(value: object) -> bool:
    if not isinstance(value, str) or not value.strip():
        return False
    said = value.rstrip(";,)]}")
    return not FILE.fullmatch(said) and not REFERENCE.fullmatch(said)


ASSIGNED = re.compile(
    r"(?:(?<!:)|(?=\w+[\"']?[ \t]*=))"  # between colons it is a part of a name: arn:aws:secretsmanager:…:secret:lab
    rf"{ENDINGS}[\"']?[ \t]*[=:][ \t]*[\"']?(?=([^\s\"'`$]{{8,}}))",
    re.IGNORECASE,
)
"""The end of a secret's name, and its value in a program or a list of settings. A value from elsewhere begins with $,
and is no secret. The value is only looked at, since it may be an assignment itself: Environment=DB_PASSWORD=…"""


def has_secret(text: object) -> bool:
    """Return whether a program, or a list of settings, holds a secret; one in Base64 is read too."""
    if not isinstance(text, str):
        return False
    return any(
        looks_secret(each) or any(map(_may_be_secret, ASSIGNED.findall(each)))
        for each in (text, _decoded(text))
    )


def _decoded(text: str) -> str:
    """Return what a text in Base64 says, in one line or in several (RFC 2045, 6.8), and nothing where it is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""
