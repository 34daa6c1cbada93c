"""What a text of a resource must be."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Form:
    """What a text must be: a pattern, in words, and the provider's page that says so."""

    pattern: str
    words: str
    source: str
