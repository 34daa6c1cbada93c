"""What a check of a plan finds: a path and words, before the file's positions are put to it."""

from dataclasses import dataclass

from components.plan.errors import Path


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong at `path`; with `at_key` its position is that of the key, not of the value."""

    path: Path
    problem: str
    allowed: str
    remedy: str
    given: str | None = None
    """What was given, where it is not simply the value at the path."""
    at_key: bool = False
    position: tuple[int, int] | None = None
    """Line and column, from 0, where they are not those of the path."""
    meant: Path | None = None
    """Where a misspelt key probably belongs, so that no rule misses what is there under another name."""
