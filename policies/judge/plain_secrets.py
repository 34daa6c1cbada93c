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
NAMES = re.compile(
    r"(PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIALS?|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)$", re.IGNORECASE
)
"""How names of variables end that hold a secret themselves; those of a file or a mode end otherwise."""


def looks_secret(text: object) -> bool:
    """Return whether a text holds a secret by its form."""
    return isinstance(text, str) and FORMS.search(text) is not None


def names_secret(name: object, value: object) -> bool:
    """Return whether a variable's name says that its value is a secret; a path to one is none."""
    if not isinstance(value, str) or not value.strip() or value.startswith("/"):
        return False
    return isinstance(name, str) and NAMES.search(name) is not None


ASSIGNED = re.compile(r"([A-Za-z_][\w-]*)[\"']?\s*[=:]\s*[\"']?([^\s\"'`$]{8,})")
"""A name and its value in a program or a list of settings; a value from elsewhere begins with $, and is no secret."""


def has_secret(text: object) -> bool:
    """Return whether a program, or a list of settings, holds a secret; one in Base64 is read too."""
    if not isinstance(text, str):
        return False
    return any(
        looks_secret(each) or any(names_secret(name, value) for name, value in ASSIGNED.findall(each))
        for each in (text, _decoded(text))
    )


def _decoded(text: str) -> str:
    """Return what a text in Base64 says, in one line or in several (RFC 2045, 6.8), and nothing where it is none."""
    try:
        return base64.b64decode("".join(text.split()), validate=True).decode(errors="replace")
    except (binascii.Error, ValueError):
        return ""
