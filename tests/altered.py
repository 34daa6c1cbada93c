"""Nested inputs with one value changed, so that a promise or a rule is seen to be broken."""

from collections.abc import Sequence
from typing import Any

GONE = object()
"""Stands for what is taken away."""


def with_value(value: Any, way: Sequence[str | int], new: Any) -> Any:
    """Return a copy of nested inputs with another value at a way, all of which but its last part must be there."""
    part, rest = way[0], way[1:]
    if isinstance(value, list):
        at = int(part)
        return [*value[:at], with_value(value[at], rest, new) if rest else new, *value[at + 1 :]]
    found = dict(value)
    if rest:
        found[part] = with_value(found[part], rest, new)
    elif new is GONE:
        del found[part]
    else:
        found[part] = new
    return found
