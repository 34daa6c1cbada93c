"""What an API server, or the way to it, said: in words for a person. Pure."""

from __future__ import annotations

import json
import re

OWN_PARTS = re.compile(r"^(?:HTTPS?Connection(?:Pool)?\([^)]*\): |<[^>]* object at 0x[0-9a-f]+>: )")
"""How the HTTP client begins what it says of a connection."""


def message(body: str | bytes | None) -> str:
    """Return what an API server says of its refusal, nothing where it is no document."""
    try:
        return str(json.loads(body or "").get("message", ""))
    except (ValueError, AttributeError):
        return ""


def reason(error: BaseException) -> str:
    """Return what an error of the HTTP client says, without the names of its own parts."""
    why = getattr(error, "reason", None) or error
    while isinstance(inner := getattr(why, "original_error", None), BaseException):
        why = inner
    return OWN_PARTS.sub("", str(why)) or type(why).__name__
